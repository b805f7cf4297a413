import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const runc = 'containerd-shim-runc-v2';
const usrBin = observedPlace('/usr/bin', [runc]);

it('defaultRuntimeDenied() finds a default that the site denies', () => {
  expect(brief(findingsOf(observation({ places: [usrBin] }), { deny: ['*-runc-*'] }))).toEqual([
    'medium default-runtime-denied runc',
  ]);
});
