import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf, ownershipOf } from '../../findings-of.ts';

const seen = observation({ places: [observedPlace('/opt/bin', ['containerd-shim-a-v1'])] });

function found(steps: Parameters<typeof ownershipOf>[0]): string[] {
  const findings = findingsOf(seen, {}, {}, { ownership: ownershipOf(steps) });
  return brief(findings).filter((each) => each.includes(' file-writable '));
}

it('fileWritable() reports a file of another user', () => {
  expect(found({ '/opt/bin/containerd-shim-a-v1': { uid: 7 } })).toEqual([
    'high file-writable /opt/bin/containerd-shim-a-v1',
  ]);
});

it('fileWritable() leaves a file of root and a directory alone', () => {
  expect(found({})).toEqual([]);
  expect(found({ '/opt/bin': { mode: 0o777, kind: 'directory' } })).toEqual([]);
});
