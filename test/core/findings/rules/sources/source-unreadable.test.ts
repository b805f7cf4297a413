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

it('sourceUnreadable() asks for the daemon.json of a dockerd whose file is not known', () => {
  const message = 'It is not known whether it uses "/run/a.sock": name its daemon.json with --docker-config';
  const sources = [{ source: 'docker-config', state: 'unreadable', message }] as const;

  const [found] = findingsOf(observation({ places: [usrBin], sources: [...sources] }));

  expect(found?.advice).toEqual([
    { text: 'Run shimdex as root, or name the daemon.json of that dockerd with --docker-config' },
  ]);
});
