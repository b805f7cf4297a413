import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf, ownershipOf } from '../../findings-of.ts';

const seen = observation({ places: [observedPlace('/opt/bin', ['containerd-shim-a-v1'])] });

function found(steps: Parameters<typeof ownershipOf>[0]): string[] {
  const findings = findingsOf(seen, {}, {}, { ownership: ownershipOf(steps) });
  return brief(findings).filter((each) => each.includes(' program-setuid '));
}

const path = '/opt/bin/containerd-shim-a-v1';

it.each([
  ['high', { mode: 0o4755 }],
  ['medium', { mode: 0o4755, uid: 7 }],
  ['medium', { mode: 0o2755 }],
  ['low', { mode: 0o4750 }],
])('programSetuid() reports %s for %o', (severity, step) => {
  expect(found({ [path]: step })).toEqual([`${severity} program-setuid ${path}`]);
});

it('programSetuid() leaves a program without the bits alone', () => {
  expect(found({})).toEqual([]);
});
