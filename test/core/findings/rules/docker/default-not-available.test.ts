import { expect, it } from 'vitest';
import { dockerRuntimes, observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';
import { runningEngine } from '../../shown.ts';

const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];

it('defaultNotAvailable() reports a configured default that would not start once it is loaded', () => {
  const onDisk = dockerRuntimes([], { defaultRuntime: 'io.containerd.nope.v1' });

  const [found] = findingsOf(observation({ places, engine: runningEngine, docker: { onDisk } }));

  expect(found).toMatchObject({ code: 'default-not-available', severity: 'high', subject: 'io.containerd.nope.v1' });
  expect(found?.message).toMatch(/^After dockerd loads its configuration, the default is "io\.containerd\.nope\.v1"/);
});

it('defaultNotAvailable() reports a default that the running Engine does not know, once', () => {
  const runtimes = dockerRuntimes([], { defaultRuntime: 'lost' });

  expect(brief(findingsOf(observation({ places, engine: runningEngine, docker: { runtimes } })))).toEqual([
    'high default-not-available lost',
  ]);
});
