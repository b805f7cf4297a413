import { expect, it } from 'vitest';
import { dockerRuntimes, observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

it('nextStartFails() reports a configuration that dockerd would not start with again, and its line', () => {
  const drift = { afterReload: { kind: 'refused', message: 'bad' }, reloadLoses: [] } as const;
  const onDisk = dockerRuntimes([], { error: { stage: 'setup', message: 'bad', line: 2 } });
  const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];

  expect(findingsOf(observation({ places, docker: { drift, onDisk } }))).toMatchObject([
    {
      code: 'next-start-fails',
      severity: 'high',
      subject: '/etc/docker/daemon.json:2',
      message: 'The running dockerd would not start again: bad',
    },
  ]);
});
