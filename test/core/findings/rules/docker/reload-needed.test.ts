import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';
import { runningEngine, shown } from '../../shown.ts';

const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];

it('reloadNeeded() reports a runtime that a reload would add', () => {
  const next = shown({ crun: '/usr/bin/crun' });
  const drift = { afterReload: { kind: 'applied', shown: next }, afterRestart: next, reloadLoses: [] } as const;

  expect(findingsOf(observation({ places, engine: runningEngine, docker: { drift } }))).toMatchObject([
    {
      code: 'reload-needed',
      severity: 'medium',
      subject: 'crun',
      advice: [{ text: 'Reload dockerd', command: 'systemctl reload docker' }],
    },
  ]);
});
