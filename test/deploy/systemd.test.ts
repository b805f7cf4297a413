import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';
import { ask, temporaryDirectory } from '../http/serving.ts';

const run = promisify(execFile);
const units = join(import.meta.dirname, '..', '..', 'deploy', 'systemd');
const service = join(units, 'shimdex.service');
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await end(child);
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.resume();
  started.push(child);
  return child;
}

function hostTree(): HostTree {
  const host = new HostTree();
  onTestFinished(() => host.remove());
  return host;
}

it('systemd-analyze verify has nothing to say about the units', async () => {
  const directory = temporaryDirectory();
  for (const unit of readdirSync(units)) copyFileSync(join(units, unit), join(directory, unit));
  // The package puts the program where the unit starts it; here it is where the build put it.
  const text = readFileSync(service, 'utf8').replace('/usr/bin/shimdex', program);
  writeFileSync(join(directory, 'shimdex.service'), text);
  const files = readdirSync(directory).map((unit) => join(directory, unit));

  const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', ...files], {
    env: { PATH: process.env['PATH'], SYSTEMD_UNIT_PATH: `${directory}:` },
  });

  expect([stdout, stderr]).toEqual(['', '']);
});

it('systemd-analyze security finds the service little exposed', async () => {
  await run('systemd-analyze', ['security', '--offline=true', '--no-pager', '--threshold=27', service]);
});

it('the unit says nothing that V8 or a look at containerd would not survive', () => {
  const text = readFileSync(service, 'utf8');

  expect(text).toMatch(/^Type=exec$/m);
  expect(text).not.toMatch(
    /^(?:MemoryDenyWriteExecute|ProtectProc|ProcSubset|PrivateUsers|ProtectHome=(?:yes|tmpfs))/m,
  );
});

it('the unit makes no directory of its own where another unit has its socket', () => {
  // With DynamicUser, a RuntimeDirectory that outlives the service lies in /run/private, which is closed to all but root.
  expect(readFileSync(service, 'utf8')).not.toMatch(/^RuntimeDirectory/m);
});

it('two capabilities are enough to look at the process of containerd, and none are not', async () => {
  const containerd = start('sleep', ['60']);
  const [, granted = ''] = /^AmbientCapabilities=(.*)$/m.exec(readFileSync(service, 'utf8')) ?? [];
  const names = granted.split(' ').map((name) => `+${name.replace(/^CAP_/, '').toLowerCase()}`);

  const stateWith = async (capabilities: string) => {
    const held = [`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`, '--bounding-set', `-all,${names}`];
    const user = ['--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'];
    const command = [process.execPath, program, 'list', '--json', `--containerd=${containerd.pid}`];
    const { stdout } = await run('setpriv', [...user, ...held, ...command], { env: {} });
    const { sources } = JSON.parse(stdout) as { sources: readonly { source: string; state: string }[] };
    return sources.find(({ source }) => source === 'containerd-process')?.state;
  };

  expect(await stateWith(names.join())).toBe('read');
  expect(await stateWith('-all')).toBe('unreadable');
});

it('the service stays within the system calls that the unit lets through', async () => {
  const host = hostTree();
  const trace = join(temporaryDirectory(), 'trace');
  const socket = host.at('s.sock');
  const command = ['-f', '-qq', '-o', trace, process.execPath, program, 'serve', `--listen=unix:${socket}`];
  const child = start('strace', [...command, ...host.options]);
  await vi.waitFor(async () => expect((await ask(socket, '/readyz')).status).toBe(200), {
    timeout: 20_000,
    interval: 100,
  });
  for (const path of ['/v1/inventory', '/metrics', '/']) expect((await ask(socket, path)).status).toBe(200);
  host.shim('one/containerd-shim-kata-v2');
  await vi.waitFor(async () => expect((await ask(socket, '/v1/runtimes')).text).toContain('kata'), 10_000);
  const ended = once(child, 'close');
  const traced = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  process.kill(Number(traced.trim()), 'SIGTERM');
  await ended;

  const called = new Set(readFileSync(trace, 'utf8').match(/(?<=^\d+ +)[a-z]\w*(?=\()/gm));

  const allowed = allowedCalls();
  expect([...called]).toContain('execve');
  expect([...called].filter((name) => !allowed.has(name))).toEqual([]);
});

/** What `SystemCallFilter=` of the unit lets through, groups resolved by systemd itself. */
function allowedCalls(): ReadonlySet<string> {
  const lines = [...readFileSync(service, 'utf8').matchAll(/^SystemCallFilter=(~?)(.*)$/gm)];
  const allowed = new Set<string>();
  for (const [, minus, groups = ''] of lines) {
    for (const name of groups.split(' ').flatMap(callsOf)) {
      if (minus === '~') allowed.delete(name);
      else allowed.add(name);
    }
  }
  return allowed;
}

function callsOf(group: string): readonly string[] {
  const text = execFileSync('systemd-analyze', ['syscall-filter', '--no-pager', group], { encoding: 'utf8' });
  const names = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => /^[@a-z]/.test(line));
  return names.flatMap((name) => (name.startsWith('@') ? callsOf(name) : [name]));
}

it.each(['shimdex.socket', 'shimdex-docker.socket'])('%s is served by whom systemd starts for it', async (unit) => {
  const text = readFileSync(join(units, unit), 'utf8');
  const [, address = ''] = /^ListenStream=(.*)$/m.exec(text) ?? [];
  const [, name = ''] = /^FileDescriptorName=(.*)$/m.exec(text) ?? [];
  const host = hostTree();
  const port = await freePort();
  mkdirSync(host.at('run'));
  const [where, listen] = address.startsWith('/') ? [host.at('run/s'), host.at('run/s')] : [port, `127.0.0.1:${port}`];
  const named = name === '' ? [] : [`--fdname=${name}`];

  start('systemd-socket-activate', [`--listen=${listen}`, ...named, program, 'serve', ...host.options]);

  const asked = name === 'docker' ? '/_ping' : '/readyz';
  await vi.waitFor(async () => expect((await ask(where, asked)).status).toBe(200), { timeout: 15_000, interval: 100 });
  expect((await ask(where, '/v1/runtimes')).status).toBe(name === 'docker' ? 404 : 200);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : expect.unreachable();
}
