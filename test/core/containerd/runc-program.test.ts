import { expect, it } from 'vitest';
import { refusedOptions } from '../../../src/core/containerd/runc-program.ts';

const error = 'type with url runtimeoptions.v1.Options: not found';
const v1 = '/usr/bin/containerd-shim-runc-v1';
const v2 = '/usr/bin/containerd-shim-runc-v2';

it.each([
  [v1, '1.7.24', `failed to start shim: start failed: io.containerd.runc.v1: ${error}: exit status 1: unknown`],
  [v2, '1.6.20', `failed to start shim: start failed: io.containerd.runc.v2: ${error}: exit status 1: unknown`],
  [v2, '1.7.24', `failed to create shim task: ${error}: unknown`],
  [v2, '2.1.9', `failed to create shim task: ${error}`],
])('refusedOptions() of %s by %s', (path, version, message) => {
  expect(refusedOptions(path, version)).toBe(message);
});

it('refusedOptions() passes an empty message where the task is created', () => {
  expect(refusedOptions(v2, '1.7.24', true)).toBeUndefined();
  expect(refusedOptions(v1, '1.7.24', true)).toMatch(/exit status 1: unknown$/);
});

it('refusedOptions() knows only the runc shim', () => {
  expect(refusedOptions('/usr/bin/containerd-shim-kata-v2', '2.1.9')).toBeUndefined();
  expect(refusedOptions(undefined, '2.1.9')).toBeUndefined();
});
