import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDockerds } from '../../../src/sources/docker/find-dockerd.ts';
import { type DockerdOptions, readDockerd } from '../../../src/sources/docker/read-dockerd.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-dockerd-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('readDockerd()', () => {
  it('says of a host without Docker that there is none', () => {
    const reading = read({});

    expect(reading.facts).toMatchObject({
      present: false,
      configFile: '/etc/docker/daemon.json',
      flags: [],
      errno: 'ENOENT',
    });
    expect(reading.states).toEqual([{ source: 'docker-config', state: 'absent' }]);
    expect(reading.dependsOn).toContain('/etc/docker/daemon.json');
    expect(reading.dependsOn).toContain('/usr/bin/dockerd');
  });

  it('reads the file of a dockerd that is installed and does not run', () => {
    put('/usr/bin/dockerd', 'not a Go program');
    put('/etc/docker/daemon.json', '{}');

    const { facts, states } = read({ assumedDockerVersion: '29.7.2' });

    expect(facts).toMatchObject({
      present: true,
      version: '29.7.2',
      versionSource: 'assumed',
      configFileExplicit: false,
    });
    expect(facts).not.toHaveProperty('pid');
    expect(facts.bytes?.toString()).toBe('{}');
    expect(states).toEqual([{ source: 'docker-config', state: 'read' }]);
  });

  it('reads command line and PATH of the dockerd that runs', () => {
    process(7, ['/usr/bin/containerd'], {});
    process(
      42,
      ['/usr/bin/dockerd', '-H', 'fd://', '--config-file', 'conf/d.json'],
      { PATH: '/opt/bin', PWD: '/srv' },
      '/srv',
    );
    put('/srv/conf/d.json', '{"debug": true}');

    const { facts, dependsOn } = read({});

    expect(facts).toMatchObject({
      present: true,
      pid: 42,
      path: '/opt/bin',
      flags: ['-H', 'fd://', '--config-file', 'conf/d.json'],
      configFile: '/srv/conf/d.json',
      configFileExplicit: true,
    });
    expect(facts.bytes?.toString()).toBe('{"debug": true}');
    expect(dependsOn).toEqual(expect.arrayContaining(['/srv/conf/d.json', '/proc/42', '/var/run/docker.pid']));
  });

  it('prefers the dockerd of the pid file to one with a lower pid', () => {
    process(5, ['dockerd'], {});
    process(9, ['dockerd'], {});
    put('/run/docker.pid', '9\n');
    mkdirSync(join(root, 'var'));
    symlinkSync('/run', join(root, 'var/run'));

    expect(read({}).facts.pid).toBe(9);

    put('/run/docker.pid', '12345');
    expect(read({}).facts.pid).toBe(5);
  });

  it('finds the file of a rootless dockerd', () => {
    process(8, ['dockerd', '--rootless'], { HOME: '/home/u', ROOTLESSKIT_STATE_DIR: '/run/x' });
    put('/home/u/.config/docker/daemon.json', '{}');

    expect(read({}).facts).toMatchObject({
      configFile: '/home/u/.config/docker/daemon.json',
    });
  });

  it('lets what is given by hand win', () => {
    process(42, ['dockerd', '--config-file=/a.json'], {});
    put('/b.json', '[]');

    const { facts } = read({
      dockerConfig: '/b.json',
      dockerdFlags: ['--add-runtime=x=/x'],
      dockerVersion: '24.0.9',
    });

    expect(facts).toMatchObject({
      configFile: '/b.json',
      configFileExplicit: false,
      flags: ['--add-runtime=x=/x'],
      version: '24.0.9',
      versionSource: 'given',
    });
    expect(facts.bytes?.toString()).toBe('[]');
  });

  it('says why a file cannot be read', () => {
    put('/big.json', ' '.repeat(1024 * 1024 + 1));
    mkdirSync(join(root, 'dir.json'));
    const stateOf = (dockerConfig: string) => read({ dockerConfig }).states[0];

    expect(stateOf('/big.json')).toMatchObject({
      state: 'unreadable',
      message: 'Cannot read "/big.json": larger than 1 MiB',
    });
    expect(stateOf('/dir.json')).toMatchObject({ state: 'unreadable', message: 'Cannot read "/dir.json": EISDIR' });
  });
});

function read(options: DockerdOptions) {
  const files = new HostFiles(root);
  return readDockerd(files, options, findDockerds(files)[0]);
}

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function process(pid: number, argv: readonly string[], environ: Readonly<Record<string, string>>, cwd = '/'): void {
  put(`/proc/${pid}/cmdline`, argv.map((part) => `${part}\0`).join(''));
  put(
    `/proc/${pid}/environ`,
    Object.entries(environ)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(''),
  );
  put(`/proc/${pid}/stat`, `${pid} (x) S 1`);
  symlinkSync(cwd, join(root, `/proc/${pid}/cwd`));
}
