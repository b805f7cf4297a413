import { expect, it } from 'vitest';
import type { ProgramFacts } from '../../../../../src/model/host/program.ts';
import { observation, observedPlace } from '../../../../builders.ts';
import { readContainer, runningFacts } from '../../../forecast/running-container.ts';
import { findingsOf } from '../../findings-of.ts';

const shim: ProgramFacts = {
  size: 1,
  mode: 0o755,
  uid: 0,
  gid: 0,
  format: { kind: 'elf' },
  digests: { sha256: 'a' },
  constant: '2.1.9',
  patterns: ['task-v3', 'runc-v2'],
};

function codes(version: string, next: string): string[] {
  const installed = { path: '/usr/bin/containerd', isRunning: false, version: next };
  const found = findingsOf(
    observation({
      places: [observedPlace('/usr/bin', ['containerd-shim-runc-v2', 'runc'])],
      containerd: { version, installed },
      running: runningFacts(readContainer()),
      programs: new Map([['/usr/bin/containerd-shim-runc-v2', shim]]),
    }),
  );
  // The shim on disk, of 2.1.9, has a finding of its own.
  const high = found.filter(({ severity, code }) => severity === 'high' && code !== 'shim-unsupported');
  return high.map(({ code, message }) => `${code}: ${message}`);
}

it('downgrade-kills-containers reports a file of 1.x under a running 2.x, once', () => {
  expect(codes('2.1.9', '1.7.24')).toEqual([
    'downgrade-kills-containers: containerd 2.1.9 runs and "/usr/bin/containerd" is 1.7.24: a restart kills 1 container, because 1.7.24 does not find the shims of 2.1.9',
  ]);
});

it('downgrade-kills-containers does not report an upgrade', () => {
  expect(codes('2.1.9', '2.2.7')).toEqual([]);
});
