import { expect, it } from 'vitest';
import { findingsOf } from '../../src/render/findings-of.ts';
import { finding, inventory, runtime, shim } from '../builders.ts';

const kata = runtime({ name: 'io.containerd.kata.v2', binary: 'containerd-shim-kata-v2', path: '/a/s' });
const crun = runtime({
  name: 'crun',
  ociRuntime: { path: 'crun', args: [], resolvedPath: '/usr/bin/crun' },
  definedIn: { file: '/etc/docker/daemon.json', line: 3 },
  unavailable: { reason: 'reload-needed', message: 'Reload dockerd' },
});
const shims = [
  shim({ path: '/a/containerd-shim-kata-v2' }),
  shim({ path: '/b/containerd-shim-kata-v2', state: 'shadowed' }),
  shim({ path: '/b/containerd-shim-other-v1' }),
];

it.each([
  ['its name', kata, 'io.containerd.kata.v2', true],
  ['its shim', kata, '/a/s', true],
  ['a hidden file of the same name', kata, '/b/containerd-shim-kata-v2', true],
  ['another shim', kata, '/b/containerd-shim-other-v1', false],
  ['its OCI runtime', crun, '/usr/bin/crun', true],
  ['the line that configures it', crun, '/etc/docker/daemon.json:3', true],
  ['another line', crun, '/etc/docker/daemon.json:4', false],
] as const)(
  'findingsOf() decides whether a finding about %s is about the runtime',
  (_what, about, subject, expected) => {
    const found = finding({ code: 'some-code', subject });

    expect(findingsOf(inventory({ shims, findings: [found] }))(about)).toEqual(expected ? [found] : []);
  },
);

it('findingsOf() includes the finding that gives the reason, and each finding once', () => {
  const reload = finding({ code: 'reload-needed', subject: 'crun' });
  const all = [reload, finding({ code: 'reload-needed', subject: '/etc/docker/daemon.json' })];

  expect(findingsOf(inventory({ findings: all }))(crun)).toEqual(all);
  expect(findingsOf(inventory({ findings: all }))(kata)).toEqual([]);
});
