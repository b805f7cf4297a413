import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('sourceStale(), sourceUnreadable() repeat the message of the source', () => {
  const seen = observation({
    places: [usrBin],
    sources: [
      { source: 'docker-config', state: 'stale', message: 'Permission denied' },
      { source: 'containerd-process', state: 'unreadable' },
      { source: 'search-path', state: 'assumed' },
    ],
  });

  expect(findingsOf(seen)).toMatchObject([
    {
      code: 'source-stale',
      subject: 'docker-config',
      message: 'daemon.json cannot be read; the last valid version is shown: Permission denied',
    },
    { code: 'source-unreadable', subject: 'containerd-process', message: 'Cannot read source "containerd-process"' },
  ]);
});
