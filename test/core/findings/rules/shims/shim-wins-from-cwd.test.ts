import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const shimName = 'containerd-shim-a-v1';
const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('shimWinsFromCwd() finds a shim that wins from containerd’s working directory', () => {
  const seen = observation({ places: [observedPlace('/', [shimName], { kind: 'cwd' }), usrBin] });

  expect(brief(findingsOf(seen))).toEqual([`medium shim-wins-from-cwd /${shimName}`]);
});
