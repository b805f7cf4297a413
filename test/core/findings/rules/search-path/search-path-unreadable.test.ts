import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('searchPathUnreadable() reports a directory that cannot be listed, and why', () => {
  const closed = observedPlace('/c', [], { state: 'unreadable', message: 'Permission denied' });

  expect(findingsOf(observation({ places: [usrBin, closed] }))).toMatchObject([
    {
      code: 'search-path-unreadable',
      severity: 'medium',
      subject: '/c',
      message: 'Cannot list "/c" on containerd\'s search path: Permission denied',
    },
  ]);
});
