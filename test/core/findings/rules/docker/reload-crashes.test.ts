import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

it('reloadCrashes() warns of a reload that would end dockerd, with its last words', () => {
  const drift = { afterReload: { kind: 'crashed', message: 'panic: nil map' }, reloadLoses: [] } as const;
  const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];

  expect(findingsOf(observation({ places, docker: { drift } }))).toMatchObject([
    {
      code: 'reload-crashes',
      severity: 'high',
      subject: '/etc/docker/daemon.json',
      message: 'A reload would end the running dockerd: panic: nil map',
    },
  ]);
});
