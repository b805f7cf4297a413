import { expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/core/docker/config/command-line.ts';
import { configFileOf, runtimeDirectoryOf } from '../../../src/sources/docker/command-line.ts';

const flagsOf = (...args: readonly string[]) => parseCommandLine(args, '28.0.0').flags;
const nowhere = { cwd: undefined, environ: undefined };
const rootless = (more: Record<string, string>) => ({
  cwd: '/home/u',
  environ: new Map(Object.entries({ ROOTLESSKIT_STATE_DIR: '/run/user/1000/dockerd-rootless', ...more })),
});

it.each([
  [[], '/etc/docker/daemon.json', false],
  [['--config-file', '/x.json'], '/x.json', true],
  [['--config-file=/x.json', '-D', '--config-file=/y.json'], '/y.json', true],
  [['-D', '--', '--config-file=/x.json'], '/etc/docker/daemon.json', false],
  [['--config-file'], '/etc/docker/daemon.json', false],
  [['--data-root', '--config-file=/x.json'], '/etc/docker/daemon.json', false],
])('configFileOf() reads %j', (flags, path, explicit) => {
  expect(configFileOf(flagsOf(...flags), nowhere)).toEqual({ path, explicit });
});

it('configFileOf() takes a relative path from the directory dockerd was started in', () => {
  expect(configFileOf(flagsOf('--config-file=d.json'), { ...nowhere, cwd: '/srv' }).path).toBe('/srv/d.json');
});

it('configFileOf() finds the file of a rootless dockerd', () => {
  expect(configFileOf(flagsOf(), rootless({ HOME: '/home/u' })).path).toBe('/home/u/.config/docker/daemon.json');
  expect(configFileOf(flagsOf(), rootless({ HOME: '/home/u', XDG_CONFIG_HOME: '/c' })).path).toBe(
    '/c/docker/daemon.json',
  );
  expect(configFileOf(flagsOf(), { cwd: '/', environ: new Map([['HOME', '/root']]) }).path).toBe(
    '/etc/docker/daemon.json',
  );
});

it('runtimeDirectoryOf() is that of a rootless dockerd alone', () => {
  const runtime = { XDG_RUNTIME_DIR: '/run/user/1000/' };

  expect(runtimeDirectoryOf(rootless(runtime).environ)).toBe('/run/user/1000');
  expect(runtimeDirectoryOf(rootless({}).environ)).toBeUndefined();
  expect(runtimeDirectoryOf(new Map(Object.entries(runtime)))).toBeUndefined();
  expect(runtimeDirectoryOf(undefined)).toBeUndefined();
});
