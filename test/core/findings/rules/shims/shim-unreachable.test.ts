import { expect, it } from 'vitest';
import { entry, executable, observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const runc = 'containerd-shim-runc-v2';

it.each([
  ['containerd-shim-runc-v2.dpkg-new', true],
  ['containerd-shim-foo', true],
  ['containerd-shim-\\xff-v1', false],
])('shimUnreachable() finds %s', (binary, utf8) => {
  const seen = observation({ places: [observedPlace('/usr/bin', [runc, entry(binary, executable(), utf8)])] });

  expect(brief(findingsOf(seen))).toEqual([`low shim-unreachable /usr/bin/${binary}`]);
});
