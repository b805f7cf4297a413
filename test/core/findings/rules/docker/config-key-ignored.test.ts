import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];

it('configKeyIgnored() names the key that was meant', () => {
  const hint = { key: 'args', line: 3, inside: 'runtimes.crun', meant: 'runtimeArgs', kind: 'misspelt' } as const;

  const found = findingsOf(observation({ places, docker: { keyHints: [{ ...hint, ignored: true }] } }));

  expect(found).toMatchObject([
    {
      code: 'config-key-ignored',
      severity: 'medium',
      subject: '/etc/docker/daemon.json:3',
      message: 'dockerd ignores "args" in "runtimes.crun" (/etc/docker/daemon.json line 3)',
      advice: [{ text: 'Write "runtimeArgs" instead of "args" in "runtimes.crun" on line 3' }],
    },
  ]);
});

it('configKeyIgnored() leaves a key that dockerd refuses to the finding about the refusal', () => {
  const keyHints = [{ key: 'feautres', line: 1, meant: 'features', kind: 'misspelt' } as const];

  expect(findingsOf(observation({ places, docker: { keyHints } }))).toEqual([]);
});
