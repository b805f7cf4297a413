import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { elf } from '../cases/elf.ts';
import { program } from '../cli/run-shimdex.ts';
import { startContainerd } from '../conformance/containerd-daemon.ts';
import { ask } from '../http/serving.ts';
import { endChild, startService } from './service.ts';

const isRoot = process.getuid?.() === 0;
const patient = { timeout: 30_000, interval: 100 };

function scratch(...directories: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-faults-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of directories) mkdirSync(join(root, name));
  return root;
}

function install(path: string): void {
  writeFileSync(`${path}.new`, elf());
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
}

it.runIf(isRoot && existsSync('/usr/bin/containerd'))(
  'a containerd that is killed and started with another PATH has the runtimes of that PATH',
  async () => {
    const root = scratch('cwd', 'bin', 'one', 'two', 'daemon');
    install(join(root, 'one/containerd-shim-first-v1'));
    install(join(root, 'two/containerd-shim-second-v1'));
    const started = (path: string) =>
      startContainerd({
        directory: join(root, 'daemon'),
        executable: join(root, 'bin/containerd'),
        cwd: join(root, 'cwd'),
        env: { PATH: join(root, path) },
      });
    const first = await started('one');
    onTestFinished(() => first.stop());
    const service = await startService(`--containerd-address=${first.address}`, '--docker-socket=none', '--verify=0.2');
    const runtimes = () => service.get('/v1/runtimes');
    await vi.waitFor(async () => expect(await runtimes()).toContain('io.containerd.first.v1'), patient);

    await first.stop();
    const second = await started('two');
    onTestFinished(() => second.stop());

    await vi.waitFor(async () => {
      expect(await runtimes()).toContain('io.containerd.second.v1');
      expect(await runtimes()).not.toContain('io.containerd.first.v1');
    }, patient);
  },
  120_000,
);

it.runIf(isRoot)(
  'a full disk costs one line in the log, and the sinks are written when there is room again',
  async () => {
    const root = scratch('shims', 'disk');
    const [disk, shims] = [join(root, 'disk'), join(root, 'shims')];
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const sinks = [`--textfile=${join(disk, 'a.prom')}`, `--nfd-file=${join(disk, 'features')}`];
    const service = await startService('--search-path', shims, '--docker-socket=none', '--verify=0.2', ...sinks);
    await vi.waitFor(() => expect(existsSync(join(disk, 'features'))).toBe(true), patient);
    const warnings = () =>
      service
        .log()
        .split('\n')
        .filter((line) => line.includes('cannot write the file of a sink'));

    // A sink that is just being written leaves room behind when it replaces its file.
    await vi.waitFor(() => {
      expect(() => appendFileSync(join(disk, 'filler'), Buffer.alloc(1 << 20))).toThrow('ENOSPC');
      install(join(shims, `containerd-shim-late${warnings().length}x${Date.now()}-v1`));
      expect(warnings()).toHaveLength(2);
    }, patient);
    rmSync(join(disk, 'filler'));
    install(join(shims, 'containerd-shim-late-v1'));

    await vi.waitFor(
      () => expect(readFileSync(join(disk, 'a.prom'), 'utf8')).toContain('io.containerd.late.v1'),
      patient,
    );
    expect(warnings()).toHaveLength(2);
  },
  90_000,
);

it('a service that was stopped by a signal finds the changes since then', async () => {
  const shims = scratch();
  install(join(shims, 'containerd-shim-before-v1'));
  const service = await startService('--search-path', shims, '--docker-socket=none', '--verify=0.2');

  process.kill(service.pid, 'SIGSTOP');
  install(join(shims, 'containerd-shim-after-v1'));
  rmSync(join(shims, 'containerd-shim-before-v1'));
  process.kill(service.pid, 'SIGCONT');

  await vi.waitFor(async () => {
    const runtimes = await service.get('/v1/runtimes');
    expect(runtimes).toContain('io.containerd.after.v1');
    expect(runtimes).not.toContain('io.containerd.before.v1');
  }, patient);
}, 60_000);

/** A control group with a limit of memory, by either version of the kernel's interface; undefined where it has none. */
function memoryGroup(limitBytes: number): { readonly path: string; readonly kills: () => string } | undefined {
  const version1 = existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes');
  const path = `/sys/fs/cgroup/${version1 ? 'memory/' : ''}shimdex-test-${process.pid}`;
  try {
    mkdirSync(path);
    writeFileSync(join(path, version1 ? 'memory.limit_in_bytes' : 'memory.max'), String(limitBytes));
    const events = join(path, version1 ? 'memory.oom_control' : 'memory.events');
    return { path, kills: () => /^oom_kill (\d+)$/m.exec(readFileSync(events, 'latin1'))?.[1] ?? '0' };
  } catch {
    if (existsSync(path)) rmdirSync(path);
    return undefined;
  }
}

it.runIf(isRoot)(
  '200 listeners, 300 shims and a change of each fit into 128 MB',
  async ({ skip }) => {
    const group = memoryGroup(128 * 1024 * 1024) ?? skip();
    const root = scratch('shims');
    const [shims, socket] = [join(root, 'shims'), join(root, 's.sock')];
    for (let number = 0; number < 300; number += 1) install(join(shims, `containerd-shim-number${number}-v1`));
    const options = [`--listen=unix:${socket}`, '--search-path', shims, '--docker-socket=none'];
    const enter = `echo $$ > ${group.path}/cgroup.procs && exec "$0" "$@"`;
    const child = spawn('/bin/sh', ['-c', enter, process.execPath, program, 'serve', ...options], { stdio: 'ignore' });
    onTestFinished(async () => {
      await endChild(child, 'SIGKILL');
      await vi.waitFor(() => rmdirSync(group.path), patient);
    });
    await vi.waitFor(async () => expect((await ask(socket, '/readyz')).status).toBe(200), patient);
    const listeners = Array.from({ length: 200 }, () => connect(socket));
    onTestFinished(() => {
      for (const listener of listeners) listener.destroy();
    });
    for (const listener of listeners) {
      listener.on('error', () => {});
      listener.resume().write('GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    }

    for (let number = 0; number < 300; number += 1) install(join(shims, `containerd-shim-number${number}-v1`));
    install(join(shims, 'containerd-shim-last-v1'));

    await vi.waitFor(
      async () => expect((await ask(socket, '/v1/runtimes')).text).toContain('io.containerd.last.v1'),
      patient,
    );
    expect(child.exitCode).toBeNull();
    expect(group.kills()).toBe('0');
  },
  120_000,
);
