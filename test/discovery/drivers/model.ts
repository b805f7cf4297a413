import { isDeepStrictEqual } from 'node:util';
import { ModelHost } from '../model/model-host.ts';
import { operations, repairConfigurations } from '../model/operations.ts';

/**
 * Longest time until what is served is what is there, when nothing moves any more. A program of this machine that another
 * test changes while it is read is read again after ten seconds.
 */
const patienceMs = 25_000;
/** Most operations between two comparisons. */
const largestBatch = 60;

/** Random operations, and after each batch the whole inventory against a fresh look; run by model.test.ts. */
const [seed = 0, count = 0] = (process.argv[2] ?? '').split(':').map(Number);
const host = new ModelHost(seed);
const names = Object.keys(operations);
const done = new Map<string, number>();
let batch: string[] = [];
let [left, comparisons, slowestMs] = [count, 0, 0];
await host.start();
while (left > 0) {
  batch = [];
  for (let more = Math.min(left, 1 + host.below(largestBatch)); more > 0; more -= 1, left -= 1) {
    const name = names[host.below(names.length)] ?? '';
    operations[name]?.(host);
    batch.push(name);
    done.set(name, (done.get(name) ?? 0) + 1);
  }
  repairConfigurations(host);
  slowestMs = Math.max(slowestMs, await converged());
  comparisons += 1;
}
await host.stop();
console.log(JSON.stringify({ operations: count, kinds: done.size, comparisons, slowestMs: Math.round(slowestMs) }));

async function converged(): Promise<number> {
  try {
    return await host.converge(patienceMs);
  } catch {
    const served: Readonly<Record<string, unknown>> = { ...host.served() };
    const differing = Object.entries(await host.fresh()).filter(
      ([key, value]) => !isDeepStrictEqual(value, served[key]),
    );
    const shown = differing.map(([key, fresh]) => ({
      key,
      served: without(served[key], fresh),
      fresh: without(fresh, served[key]),
    }));
    throw new Error(`Seed ${seed}, ${left} operations left, after ${batch.join(', ')}: ${JSON.stringify(shown)}`);
  }
}

/** The entries that are in one list and not in the other. */
function without(one: unknown, other: unknown): unknown {
  if (!Array.isArray(one) || !Array.isArray(other)) return one;
  return one.filter((entry) => !other.some((each) => isDeepStrictEqual(each, entry)));
}
