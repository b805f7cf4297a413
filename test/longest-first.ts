import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take half a minute or more, the longest first. */
export const longest: readonly string[] = [
  'conformance/real-dockerd-start.test.ts',
  'conformance/real-dockerd-reload.test.ts',
  'conformance/real-dockerd.test.ts',
  'conformance/real-containerd.test.ts',
  'discovery/model.test.ts',
  'e2e/soak.test.ts',
  'browser/fleet.test.ts',
  'browser/accessibility.test.ts',
  'conformance/real-engines.test.ts',
  'conformance/real-dockerd-names.test.ts',
  'conformance/real-pairs.test.ts',
  'conformance/lookpath-cli.test.ts',
  'conformance/real-containerd-config.test.ts',
  'conformance/engine-kinds.test.ts',
  'conformance/vectors-docker-cli.test.ts',
  'e2e/npm-package.test.ts',
  'conformance/docker-cli.test.ts',
  'e2e/docker-engine.test.ts',
  'e2e/refusals.test.ts',
  'deploy/image.test.ts',
];

/**
 * Starts the longest files first. Vitest does so by the durations of an earlier run, which a fresh machine does not have:
 * a file of minutes that starts last then keeps one worker busy while the other has nothing to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = longest.findIndex((file) => moduleId === join(import.meta.dirname, file));
  return index === -1 ? longest.length : index;
}
