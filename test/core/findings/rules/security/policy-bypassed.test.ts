import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf, ownershipOf } from '../../findings-of.ts';

const seen = observation({ places: [observedPlace('/opt/bin', ['containerd-shim-a-v1', 'containerd-shim-b-v1'])] });
const sameFile = ownershipOf({
  '/opt/bin/containerd-shim-a-v1': { inode: 'same' },
  '/opt/bin/containerd-shim-b-v1': { inode: 'same' },
});

function found(deny: readonly string[], ownership = sameFile): string[] {
  return brief(findingsOf(seen, { deny }, {}, { ownership })).filter((each) => each.includes(' policy-bypassed '));
}

it('policyBypassed() reports another name of a denied file', () => {
  expect(found(['containerd-shim-a-v1'])).toEqual(['medium policy-bypassed /opt/bin/containerd-shim-b-v1']);
});

it('policyBypassed() leaves another file alone, and a name that is denied as well', () => {
  expect(found(['containerd-shim-a-v1'], ownershipOf({}))).toEqual([]);
  expect(found(['containerd-shim-*'])).toEqual([]);
  expect(found([])).toEqual([]);
});
