import { describe, expect, it } from 'vitest';
import { dumpOf, ending } from './cri-config/observed.ts';
import { read, recordedDump, recordedRun, runOf } from './cri-config/recorded.ts';
import { readVectors } from './cri-config/vector.ts';
import { recordedWarnings, warningsOf } from './cri-config/warnings.ts';

const { vectors } = readVectors();
const records = vectors.flatMap((layout) =>
  Object.entries(layout.expect).map(([build, expected]) => ({
    name: `${layout.id} ${build}`,
    layout,
    build,
    expected,
  })),
);

it('the vectors hold 434 layouts and 3906 records of nine builds', () => {
  expect([vectors.length, records.length]).toEqual([434, 3906]);
});

describe.each(Object.keys(vectors[0]?.expect ?? {}))('readContainerdConfig() as %s', (build) => {
  it.each(records.filter((record) => record.build === build))('$name', ({ layout, expected }) => {
    const config = read(layout, build);
    const dumps = [expected.dump, ...(expected.dump_variants ?? [])].map((dump) => recordedDump(dump, build));
    const dump = { ...ending(config.dump), ...dumpOf(config) };
    expect(dumps).toContainEqual(dump);
    if (expected.dump.exit === 0) expect(warningsOf(config, 'dump')).toEqual(recordedWarnings(expected.dump.log));
    // Where Go's map order decides, every run may give another of the variants.
    const { run } = expected;
    if (run === undefined || dumps.length > 1) return;
    expect(runOf(config)).toEqual(recordedRun(expected, config, build));
    if (run.started) expect(warningsOf(config, 'run')).toEqual(recordedWarnings(run.log));
  });
});
