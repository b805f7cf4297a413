import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('searchPathBroken(), searchPathUnreadable() leave a missing directory alone', () => {
  const seen = observation({
    places: [
      usrBin,
      observedPlace('/a', [], { state: 'not-a-directory' }),
      observedPlace('/b', [], { state: 'loop' }),
      observedPlace('/c', [], { state: 'unreadable' }),
      observedPlace('/d', [], { state: 'missing' }),
    ],
  });

  expect(brief(findingsOf(seen))).toEqual([
    'medium search-path-unreadable /c',
    'low search-path-broken /a',
    'low search-path-broken /b',
  ]);
});
