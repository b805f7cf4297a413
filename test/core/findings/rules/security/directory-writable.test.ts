import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf, ownershipOf } from '../../findings-of.ts';

const seen = observation({ places: [observedPlace('/opt/bin', ['containerd-shim-a-v1'])] });

function found(steps: Parameters<typeof ownershipOf>[0]): string[] {
  const findings = findingsOf(seen, {}, {}, { ownership: ownershipOf(steps) });
  return brief(findings).filter((each) => each.includes(' directory-writable '));
}

it('directoryWritable() reports a directory once, whatever is in it', () => {
  expect(found({ '/opt/bin': { mode: 0o777, kind: 'directory' } })).toEqual(['high directory-writable /opt/bin']);
});

it('directoryWritable() leaves a directory of root and a file alone', () => {
  expect(found({})).toEqual([]);
  expect(found({ '/opt/bin/containerd-shim-a-v1': { mode: 0o777 } })).toEqual([]);
});
