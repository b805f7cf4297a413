import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = new URL('../src/', import.meta.url).pathname;

/** The seed of a run that failed, to repeat it. */
const given = Number.parseInt(process.env['SHIMDEX_TEST_SEED'] ?? '', 10);

/**
 * Two seeds for random input: a fixed seed, and the given one or the one of this source. The name of a test shows its seed.
 *
 * Each change of `src/` has other random input, but the same source is always tested with the same: a run that passed
 * passes again, and one that failed fails until the cause is found.
 */
export function seedsWith(fixed: number): readonly number[] {
  return [fixed, Number.isNaN(given) ? seedOfSource() : given];
}

function seedOfSource(): number {
  const hash = createHash('sha256');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(source, name)));
  return hash.digest().readUInt32LE() >>> 1;
}
