import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';
import { runningEngine, shown } from '../../shown.ts';

const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];

it('restartNeeded() reports a runtime that only a restart adds, and why', () => {
  const afterReload = { kind: 'refused', message: 'conflict' } as const;
  const drift = { afterReload, afterRestart: shown({ crun: '/usr/bin/crun' }), reloadLoses: [] };

  expect(findingsOf(observation({ places, engine: runningEngine, docker: { drift } }))).toMatchObject([
    {
      code: 'restart-needed',
      severity: 'medium',
      subject: 'crun',
      advice: [{ text: 'Restart dockerd: a reload is refused: conflict', command: 'systemctl restart docker' }],
    },
  ]);
});
