import { expect, it } from 'vitest';
import { configRules } from '../../../../../src/core/docker/config/release.ts';
import { genericOptions } from '../../../../../src/core/docker/config/runtimes/shim-options.ts';

const fieldsOf = (runtimeType: string, options: Record<string, unknown>) =>
  genericOptions(runtimeType, options, configRules('28.5.2'));

it('genericOptions() are for every shim that dockerd does not know by its name', () => {
  const options = { BinaryName: '/usr/bin/crun', ConfigPath: '/etc/x.toml' };

  expect(fieldsOf('x.runc.v2', options)).toEqual(new Map([['ConfigPath', '/etc/x.toml']]));
  expect(fieldsOf('io.containerd.runc.v2', options)).toBeUndefined();
});

it('genericOptions() leaves out what is empty', () => {
  expect(fieldsOf('x.runc.v2', { BinaryName: '/usr/bin/crun', TypeUrl: '' })).toEqual(new Map());
});
