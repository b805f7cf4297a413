import { expect, it } from 'vitest';
import { dockerRuntimes, observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('sourceUnreadable() leaves a refused daemon.json to dockerConfigRefused()', () => {
  const seen = observation({
    places: [usrBin],
    docker: { runtimes: dockerRuntimes([], { error: { stage: 'load', message: 'refused' } }) },
    sources: [{ source: 'docker-config', state: 'unreadable', message: 'refused' }],
  });

  expect(brief(findingsOf(seen))).toEqual(['high docker-config-refused /etc/docker/daemon.json']);
});
