import { expect, it } from 'vitest';
import { unsharedDrivers } from './unshared.ts';

const drive = unsharedDrivers('model');
/** A run can be repeated with its seed, and be made longer. */
const seed = Number(process.env['SHIMDEX_TEST_SEED'] ?? 20_261);
const factor = Number(process.env['SHIMDEX_TEST_FACTOR'] ?? 1);
/** The state of containerd and of Docker is the host's own otherwise. */
const ownRun = 'mount -t tmpfs tmpfs /run;';
/** Two processes that do nothing but compute; they end with the namespace, and other tests come before all of it. */
const hogs = 'renice -n 10 $$ >/dev/null; for hog in 1 2; do (while :; do :; done) & done;';

it.each([
  { what: 'a quiet machine', before: ownRun, operations: 4200 },
  { what: 'busy processors', before: ownRun + hogs, operations: 800 },
])(
  `after random operations on $what the inventory is what a first look finds (seed ${seed})`,
  async (run) => {
    const count = run.operations * factor;

    const told = await drive('model', {
      before: run.before,
      argument: `${seed}:${count}`,
      timeoutMs: 300_000 * factor,
    });

    expect(told).toMatchObject({ operations: count });
    expect(told['kinds']).toBeGreaterThanOrEqual(40);
  },
  300_000 * factor,
);
