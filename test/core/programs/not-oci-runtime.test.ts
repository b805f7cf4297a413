import { expect, it } from 'vitest';
import { findNotOciRuntime } from '../../../src/core/programs/not-oci-runtime.ts';

it.each([
  ['/usr/bin/kata-runtime', { runtimeType: 'io.containerd.kata.v2' }],
  ['/opt/kata/bin/containerd-shim-kata-v2', { runtimeType: 'io.containerd.kata.v2' }],
  ['containerd-shim-spin-v2', { runtimeType: 'io.containerd.spin.v2' }],
  ['/usr/bin/nvidia-ctk', { program: 'nvidia-container-runtime' }],
  ['/usr/bin/sysbox-mgr', { program: 'sysbox-runc' }],
])('findNotOciRuntime() knows what to configure instead of %s', (path, expected) => {
  expect(findNotOciRuntime(path)).toMatchObject(expected);
});

it.each(['runc', 'crun', '/usr/bin/runsc', '/usr/bin/kata-runtime-wrapper', '/usr/bin/nvidia-container-runtime', ''])(
  'findNotOciRuntime() lets %j be an OCI runtime',
  (path) => {
    expect(findNotOciRuntime(path)).toBeUndefined();
  },
);
