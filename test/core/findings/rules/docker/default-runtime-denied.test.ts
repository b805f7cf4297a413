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

it.each([
  [{ deny: ['*-runc-*'] }, "start shimdex without --deny '*-runc-*'"],
  [{ allow: ['*kata*'] }, `start shimdex with --allow ${runc}`],
  [
    { allow: ['*kata*'], deny: ['x', runc, '*-v2'] },
    `start shimdex without --deny ${runc} --deny '*-v2' and with --allow ${runc}`,
  ],
])('defaultRuntimeDenied() names the options of %j to change', (policy, change) => {
  const [found] = findingsOf(observation({ places: [usrBin] }), policy);

  expect(found?.advice[0]?.text).toMatch(new RegExp(`, or ${change.replaceAll('*', '\\*')}$`));
});
