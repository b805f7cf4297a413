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
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
    reporters: [...reporters],
  },
});
