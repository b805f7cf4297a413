import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dockerd, parseDockerd } from '../../../src/core/docker/config/dockerd.ts';
import { type ChoiceOptions, chooseDockerd } from '../../../src/sources/docker/choose-dockerd.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-dockerds-'));
  put('/etc/docker/daemon.json', '{"system": 1}');
  put('/other.json', '{"other": 1}');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('chooseDockerd() with several dockerds', () => {
  it('reads the dockerd whose command line has the given socket', () => {
    dockerd(5);
    dockerd(9, '-H', 'unix:///run/b.sock', '--config-file=/other.json');

    expect(read('/run/b.sock').dockerd).toMatchObject({ pid: 9, configFile: '/other.json' });
    expect(read('/var/run/docker.sock').dockerd).toMatchObject({ pid: 5, configFile: '/etc/docker/daemon.json' });
  });

  it('reads the dockerd that holds the socket, even if its command line names another', () => {
    dockerd(5, '-H', 'unix:///run/b.sock');
    dockerd(9, '-H', 'fd://', '--config-file=/other.json');
    put('/proc/1/net/unix', 'Num RefCount\n0000: 00000002 00000000 00010000 0001 01 77 /run/b.sock\n');
    mkdirSync(join(root, 'proc/9/fd'));
    symlinkSync('socket:[77]', join(root, 'proc/9/fd/3'));

    expect(read('/run/b.sock').dockerd).toMatchObject({ pid: 9, configFile: '/other.json' });
  });

  it('reads the dockerd that holds the socket in its own network namespace', () => {
    dockerd(5);
    dockerd(9, '--rootless');
    put('/proc/9/net/unix', '0000: 00000002 00000000 00010000 0001 01 78 /run/user/1000/docker.sock\n');
    mkdirSync(join(root, 'proc/9/fd'));
    symlinkSync('socket:[78]', join(root, 'proc/9/fd/3'));

    expect(read('/run/user/1000/docker.sock').dockerd.pid).toBe(9);
  });

  it('assumes the default file for a dockerd that is not seen', () => {
    dockerd(5);

    const { dockerd: facts, states, dependsOn } = read('/run/b.sock');

    expect(facts).toMatchObject({ errno: 'ESRCH', args: [], bytes: undefined });
    expect(facts).not.toHaveProperty('pid');
    expect(states).toEqual([
      {
        source: 'docker-config',
        state: 'absent',
        message:
          'No dockerd that was seen listens at "/run/b.sock": name the daemon.json of the one that does with --docker-config',
      },
    ]);
    expect(dependsOn).toContain('/proc/5');
  });

  it('reads the given file for a dockerd that is not seen', () => {
    dockerd(5);

    const { dockerd: facts, states } = read('/run/b.sock', { dockerConfig: '/other.json' });

    expect(textOf(facts)).toBe('{"other": 1}');
    expect(facts).not.toHaveProperty('pid');
    expect(states).toEqual([{ source: 'docker-config', state: 'read', file: '/other.json' }]);
  });

  it('parses each dockerd once', () => {
    dockerd(5);
    dockerd(9, '-H', 'unix:///run/b.sock', '--config-file=/other.json');
    const parsed: (number | undefined)[] = [];

    chooseDockerd(new HostFiles(root), { dockerSocket: '/run/b.sock' }, (read) => {
      parsed.push(read.pid);
      return parseDockerd(read);
    });

    expect(parsed).toEqual([5, 9]);
  });

  it('takes the first dockerd without a given socket, and the usual file if none runs', () => {
    expect(textOf(read('/run/b.sock').dockerd)).toBe('{"system": 1}');

    dockerd(5);
    dockerd(9);

    expect(read(undefined).dockerd.pid).toBe(5);
    expect(read('none').dockerd.pid).toBe(5);
  });
});

function read(dockerSocket: string | undefined, given: ChoiceOptions = {}) {
  const options = { ...(dockerSocket === undefined ? {} : { dockerSocket }), ...given };
  return chooseDockerd(new HostFiles(root), options);
}

function textOf({ bytes }: Dockerd): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

function dockerd(pid: number, ...flags: readonly string[]): void {
  put(`/proc/${pid}/cmdline`, ['dockerd', ...flags].map((part) => `${part}\0`).join(''));
  put(`/proc/${pid}/stat`, `${pid} (dockerd) S 1`);
  put(`/proc/${pid}/environ`, '');
}

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
