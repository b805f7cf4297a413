/** The seed of a run that failed, to repeat it. */
const given = Number.parseInt(process.env['SHIMDEX_TEST_SEED'] ?? '', 10);

/** Two seeds for random input: a fixed seed, and the given or a new one. The name of a test shows its seed. */
export function seedsWith(fixed: number): readonly number[] {
  return [fixed, Number.isNaN(given) ? Math.trunc(Math.random() * 2 ** 31) : given];
}
