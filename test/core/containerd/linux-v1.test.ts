import { expect, it } from 'vitest';
import { linuxV1Runtime } from '../../../src/core/containerd/linux-v1.ts';
import { startShim } from '../../../src/core/containerd/start-shim.ts';
import { containerd, executable, missing } from '../../builders.ts';

const start = (version: string, files: readonly string[] = []) =>
  startShim(linuxV1Runtime, {
    containerd: containerd({ version, path: '/usr/bin:/bin' }),
    inspect: (path) => (files.includes(path) ? executable() : missing()),
  });

it('startShim() finds containerd-shim for the v1 runtime of 1.x only on PATH', () => {
  expect(start('1.7.24', ['/containerd-shim', '/usr/bin/containerd-shim'])).toEqual({
    binary: 'containerd-shim',
    path: '/usr/bin/containerd-shim',
    attempts: [
      { step: 'path', path: '/usr/bin/containerd-shim', outcome: 'chosen' },
      { step: 'path', path: '/bin/containerd-shim', outcome: 'not-tried' },
    ],
  });
});

it.each([
  ['1.6.20', 'containerd-shim resolves to executable in current directory (./containerd-shim)'],
  ['1.7.34', 'exec: "containerd-shim": executable file not found in $PATH'],
])('startShim() reports its absence in the words of %s', (version, text) => {
  expect(start(version).failure).toEqual({
    reason: 'not-installed',
    message: `failed to start shim: ${text}: unknown`,
  });
});

it('startShim() treats the name as an ordinary one in 2.x', () => {
  expect(start('2.3.4').binary).toBe('containerd-shim-v1-linux');
});
