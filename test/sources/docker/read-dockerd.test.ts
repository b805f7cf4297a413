import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dockerd, parseDockerd } from '../../../src/core/docker/config/dockerd.ts';
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
  it('reports a host without Docker as such', () => {
    const reading = read({});

    expect(reading).toMatchObject({
      present: false,
      dockerd: { configFile: '/etc/docker/daemon.json', args: [], errno: 'ENOENT' },
    });
    expect(reading.states).toMatchObject([{ source: 'docker-config', state: 'absent' }]);
    expect(reading.dependsOn).toContain('/etc/docker/daemon.json');
    expect(reading.dependsOn).toContain('/usr/bin/dockerd');
  });

  it('reads the file of a dockerd that is installed and does not run', () => {
    put('/usr/bin/dockerd', 'not a Go program');
    put('/etc/docker/daemon.json', '{}');

    const { dockerd, present, versionSource, states } = read({});

    expect({ present, versionSource }).toEqual({ present: true, versionSource: 'assumed' });
    expect(dockerd).toMatchObject({ version: '29.7.2', explicit: false });
    expect(dockerd).not.toHaveProperty('pid');
    expect(textOf(dockerd)).toBe('{}');
    expect(states).toEqual([{ source: 'docker-config', state: 'read', file: '/etc/docker/daemon.json' }]);
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

    const { dockerd, present, path, dependsOn } = read({});

    expect({ present, path }).toEqual({ present: true, path: '/opt/bin' });
    expect(dockerd).toMatchObject({
      pid: 42,
      args: ['-H', 'fd://', '--config-file', 'conf/d.json'],
      configFile: '/srv/conf/d.json',
      explicit: true,
    });
    expect(textOf(dockerd)).toBe('{"debug": true}');
    expect(dependsOn).toEqual(expect.arrayContaining(['/srv/conf/d.json', '/proc/42', '/var/run/docker.pid']));
  });

  it('prefers the dockerd of the pid file to one with a lower pid', () => {
    process(5, ['dockerd'], {});
    process(9, ['dockerd'], {});
    put('/run/docker.pid', '9\n');
    mkdirSync(join(root, 'var'));
    symlinkSync('/run', join(root, 'var/run'));

    expect(read({}).dockerd.pid).toBe(9);

    put('/run/docker.pid', '12345');
    expect(read({}).dockerd.pid).toBe(5);
  });

  it('finds the file of a rootless dockerd', () => {
    process(8, ['dockerd', '--rootless'], { HOME: '/home/u', ROOTLESSKIT_STATE_DIR: '/run/x' });
    put('/home/u/.config/docker/daemon.json', '{}');

    expect(read({}).dockerd).toMatchObject({
      configFile: '/home/u/.config/docker/daemon.json',
    });
  });

  it('lets the given values win', () => {
    process(42, ['dockerd', '--config-file=/a.json'], {});
    put('/b.json', '[]');

    const { dockerd, versionSource } = read({
      dockerConfig: '/b.json',
      dockerdFlags: ['--add-runtime=x=/x'],
      dockerVersion: '24.0.9',
    });

    expect(versionSource).toBe('given');
    expect(dockerd).toMatchObject({
      configFile: '/b.json',
      explicit: false,
      args: ['--add-runtime=x=/x'],
      version: '24.0.9',
    });
    expect(textOf(dockerd)).toBe('[]');
  });

  it('says why a file cannot be read', () => {
    put('/big.json', ' '.repeat(1024 * 1024 + 1));
    mkdirSync(join(root, 'dir.json'));
    const stateOf = (dockerConfig: string) => read({ dockerConfig }).states[0];

    expect(stateOf('/big.json')).toMatchObject({
      state: 'unreadable',
      message: 'Cannot read "/big.json": larger than 1 MiB',
    });
    expect(stateOf('/dir.json')).toMatchObject({
      state: 'unreadable',
      message: 'Cannot read "/dir.json": is a directory',
    });
  });
});

function read(options: DockerdOptions) {
  const files = new HostFiles(root);
  return readDockerd(files, options, findDockerds(files)[0], parseDockerd);
}

function textOf({ bytes }: Dockerd): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
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
