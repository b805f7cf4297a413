import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** CI reads its closing line from the JSON report; see .ci/run. */
const reporters = process.env['CI']
  ? ['default', ['json', { outputFile: '.cache/vitest.json' }] as const]
  : ['default'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Files that share a process share what they import, which takes longer than most tests. A test undoes what it changes.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
    // What a page shows follows a moment after what was done.
    expect: { poll: { timeout: 25_000, interval: 20 } },
    reporters: [...reporters],
  },
});
