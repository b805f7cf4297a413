import * as fs from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reachSocket } from '../../../src/sources/engine/socket.ts';
import { isHeldBySystemd } from '../../../src/sources/engine/socket-activation.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';

let root: string;
let server: Server;

beforeEach(async () => {
  root = fs.mkdtempSync(join(tmpdir(), 'shimdex-held-'));
  fs.mkdirSync(join(root, 'run'));
  fs.mkdirSync(join(root, 'var'));
  fs.symlinkSync('/run', join(root, 'var/run'));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'run/docker.sock'), resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  fs.rmSync(root, { recursive: true, force: true });
});

function file(path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), text);
}

function systemd(descriptors: readonly string[]): void {
  file('proc/1/comm', 'systemd\n');
  file(
    'proc/1/net/unix',
    [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      '0000000000000000: 00000002 00000000 00010000 0001 01 1234 /run/docker.sock',
      '0000000000000000: 00000002 00000000 00010000 0001 01 99 @/run/docker.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03  5678',
    ].join('\n'),
  );
  fs.mkdirSync(join(root, 'proc/1/fd'), { recursive: true });
  for (const [index, target] of descriptors.entries()) fs.symlinkSync(target, join(root, `proc/1/fd/${index}`));
}

describe('isHeldBySystemd()', () => {
  const socket = '/var/run/docker.sock';

  it('finds the socket among the descriptors of systemd', () => {
    systemd(['/dev/null', 'socket:[1234]']);

    expect(isHeldBySystemd(new HostFiles(root), socket)).toBe(true);
  });

  it('ignores a socket of dockerd', () => {
    systemd(['/dev/null', 'socket:[99]', 'socket:[5678]']);

    expect(isHeldBySystemd(new HostFiles(root), socket)).toBe(false);
  });

  it('assumes that systemd holds the socket when its descriptors are unreadable', () => {
    file('proc/1/comm', 'systemd\n');

    expect(isHeldBySystemd(new HostFiles(root), socket)).toBe(true);
  });

  it.each([['init\n'], [undefined]])('is false when the first process is %j', (comm) => {
    if (comm !== undefined) file('proc/1/comm', comm);

    expect(isHeldBySystemd(new HostFiles(root), socket)).toBe(false);
  });
});

describe('reachSocket()', () => {
  const socket = '/var/run/docker.sock';

  it('does not wake a stopped Docker', () => {
    systemd(['socket:[1234]']);

    expect(reachSocket(new HostFiles(root), { socket })).toEqual({
      kind: 'absent',
      message: 'No dockerd runs; asking at "/var/run/docker.sock" would make systemd start it',
    });
  });

  it('does not wake a Docker that was stopped after the last look', () => {
    systemd(['socket:[1234]']);

    expect(reachSocket(new HostFiles(root), { socket, pid: 7 }).kind).toBe('absent');
  });

  it('asks a running dockerd, even if systemd holds its socket', () => {
    systemd(['socket:[1234]']);

    fs.mkdirSync(join(root, 'proc/7'));

    expect(reachSocket(new HostFiles(root), { socket, pid: 7 })).toEqual({
      kind: 'socket',
      path: join(root, 'run/docker.sock'),
    });
  });
});
