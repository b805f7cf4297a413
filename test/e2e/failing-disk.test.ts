import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { elf } from '../cases/elf.ts';
import { program } from '../cli/run-shimdex.ts';
import { ask } from '../http/serving.ts';
import { canMountFuse, FuseDirectory } from './fuse.ts';
import { startService } from './service.ts';

const patient = { timeout: 20_000, interval: 100 };

function install(directory: string, name: string): void {
  const unfinished = join(directory, '.new');
  writeFileSync(unfinished, elf());
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, join(directory, name));
}

/** What systemd does for a service with a watchdog: prints each message that arrives at its socket. */
const manager = `
  use Socket; use POSIX; $| = 1; $^F = 10;
  my ($address, $in, $out, $message) = pack_sockaddr_un(shift);
  socket($in, AF_UNIX, SOCK_DGRAM, 0) and bind($in, $address) or die $!;
  socket($out, AF_UNIX, SOCK_DGRAM, 0) and connect($out, $address) or die $!;
  if (!fork) {
    POSIX::dup2(fileno($out), 3);
    @ENV{qw(LISTEN_PID WATCHDOG_PID LISTEN_FDS LISTEN_FDNAMES WATCHDOG_USEC)} = ($$, $$, 1, 'watchdog', 900000);
    exec @ARGV;
  }
  close $out;
  print "$message\\n" while defined recv($in, $message, 1000, 0);
`;

/** A service whose search path is a directory of an ordinary disk and one of a disk that the test breaks. */
async function serviceOnFuse() {
  const disk = new FuseDirectory('containerd-shim-fuse-v2', elf());
  const root = mkdtempSync(join(tmpdir(), 'shimdex-disk-'));
  const good = join(root, 'good');
  mkdirSync(good);
  onTestFinished(() => {
    disk.mode = 'fine';
    disk.unmount();
    rmSync(root, { recursive: true, force: true });
  });
  install(good, 'containerd-shim-kata-v2');
  const options = ['--search-path', `${good}:${disk.path}`, '--docker-socket=none', '--verify=0.2', '--rescan=1'];
  const service = await startService(...options);
  const inventory = async () => JSON.parse(await service.get('/v1/inventory'));
  const names = async (): Promise<string[]> =>
    (await inventory()).runtimes.map(({ name }: { readonly name: string }) => name);
  const state = async (): Promise<string> =>
    (await inventory()).sources.find(({ source }: { readonly source: string }) => source === 'search-path').state;
  return { service, disk, good, names, state };
}

it.runIf(canMountFuse())(
  'a disk with errors keeps its runtimes, and everything else continues',
  async () => {
    const { disk, good, names, state } = await serviceOnFuse();
    await vi.waitFor(async () => expect(await names()).toContain('io.containerd.fuse.v2'), patient);

    disk.mode = 'eio';
    await vi.waitFor(async () => expect(await state()).toBe('stale'), patient);
    install(good, 'containerd-shim-runsc-v1');
    await vi.waitFor(async () => expect(await names()).toContain('io.containerd.runsc.v1'), patient);
    const meanwhile = await names();
    disk.mode = 'fine';

    await vi.waitFor(async () => expect(await state()).not.toBe('stale'), patient);
    expect(meanwhile).toEqual(expect.arrayContaining(['io.containerd.fuse.v2', 'io.containerd.kata.v2']));
  },
  60_000,
);

it.runIf(canMountFuse())(
  'a disk that hangs stops the heartbeat for systemd, and the service continues after it',
  async () => {
    const disk = new FuseDirectory('containerd-shim-fuse-v2', elf());
    const root = mkdtempSync(join(tmpdir(), 'shimdex-disk-'));
    const socket = join(root, 's.sock');
    const options = [`--listen=unix:${socket}`, '--search-path', disk.path, '--docker-socket=none', '--verify=0.2'];
    const perl = ['-e', manager, join(root, 'notify'), process.execPath, program, 'serve', ...options];
    const child = spawn('perl', perl, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    onTestFinished(() => {
      disk.mode = 'fine';
      disk.unmount();
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      rmSync(root, { recursive: true, force: true });
    });
    let beats = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      beats += text;
    });
    const answers = async () => expect((await ask(socket, '/readyz')).status).toBe(200);
    await vi.waitFor(answers, patient);
    await vi.waitFor(() => expect(beats).toMatch(/^(WATCHDOG=1\n){3}/), patient);

    disk.mode = 'hang';
    let before = '';
    await vi.waitFor(
      () => {
        const isStill = beats === before;
        before = beats;
        expect(isStill).toBe(true);
      },
      { timeout: 20_000, interval: 900 },
    );
    disk.mode = 'fine';

    await vi.waitFor(() => expect(beats.length).toBeGreaterThan(before.length), patient);
    await vi.waitFor(answers, patient);
  },
  60_000,
);
