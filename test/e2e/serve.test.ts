import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { HostTree } from '../cli/host-tree.ts';
import { program, runShimdex } from '../cli/run-shimdex.ts';
import { eventually } from '../eventually.ts';

let host: HostTree;
let child: ChildProcess | undefined;
let log = '';
beforeEach(() => {
  host = new HostTree();
  log = '';
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  child = undefined;
  host.remove();
});

/** Starts the service and waits until it is ready. */
async function serve(...options: readonly string[]): Promise<ChildProcess> {
  const started = start(program, [...options, ...host.options]);
  await ready();
  return started;
}

function start(command: string, args: readonly string[]): ChildProcess {
  const started = spawn(command, args, { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] });
  started.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  child = started;
  return started;
}

async function ready(): Promise<void> {
  await vi.waitFor(async () => expect((await ask('/readyz')).status).toBe(200), { timeout: 10_000, interval: 20 });
}

function ask(path: string): Promise<{ status: number | undefined; body: string }> {
  const port = /"address":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(log)?.[1];
  const where = port === undefined ? { socketPath: host.at('s.sock') } : { host: '127.0.0.1', port };
  return new Promise((resolve, reject) => {
    get({ ...where, path, headers: { host: 'localhost' } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => resolve({ status: response.statusCode, body }));
    }).once('error', reject);
  });
}

function entries(): { readonly msg: string; readonly pid: number }[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

async function statusOf(ended: ChildProcess): Promise<number | null> {
  if (ended.exitCode === null) await once(ended, 'close');
  return ended.exitCode;
}

it('serve is the default command, and says where it listens', async () => {
  host.shim('one/containerd-shim-kata-v2');

  await serve('--listen=127.0.0.1:0');

  expect(entries()).toContainEqual(
    expect.objectContaining({ msg: 'listening', address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) }),
  );
  expect((await ask('/v1/runtimes')).body).toContain('io.containerd.kata.v2');
});

it('serve answers what list --json prints, byte for byte', async () => {
  host.shim('one/containerd-shim-kata-v2');
  await serve('--listen=127.0.0.1:0');

  const commands = [
    ['/v1/runtimes', ['list', '--json']],
    ['/v1/findings', ['check', '--json']],
    ['/v1/resolve?name=io.containerd.kata.v2', ['resolve', '--json', 'io.containerd.kata.v2']],
  ] as const;

  for (const [path, args] of commands) {
    const printed = (await runShimdex([...args, ...host.options])).stdout;
    // The service publishes again when it has read the shims, and the revision counts that.
    expect(printed).toBe((await ask(path)).body.replace(/"revision":\d+/, '"revision":1'));
  }
});

it.each(['SIGTERM', 'SIGINT'] as const)('serve ends with 0 on %s, and takes its socket away', async (signal) => {
  const started = await serve('serve', `--listen=unix:${host.at('s.sock')}`);

  started.kill(signal);

  expect(await statusOf(started)).toBe(0);
  expect(existsSync(host.at('s.sock'))).toBe(false);
  expect(entries().at(-1)).toMatchObject({ msg: 'stopped' });
});

it('serve ends though a client still listens to the event stream', async () => {
  const started = await serve(`--listen=unix:${host.at('s.sock')}`);
  const stream = get({ socketPath: host.at('s.sock'), path: '/v1/events', headers: { host: 'localhost' } });
  await once(stream, 'response');

  started.kill('SIGTERM');

  expect(await statusOf(started)).toBe(0);
});

it('serve ends though nobody reads its log, and the pipe is full', async () => {
  const fill = 'mkfifo "$0" && exec 3<>"$0" && dd if=/dev/zero of="$0" oflag=nonblock bs=4096 status=none';
  const args = [
    '-c',
    `${fill}; exec "$@" 2>&3`,
    host.at('log'),
    program,
    'serve',
    `--listen=unix:${host.at('s.sock')}`,
  ];
  const started = start('sh', [...args, ...host.options]);
  await ready();

  started.kill('SIGTERM');

  expect(await statusOf(started)).toBe(0);
});

it('serve reads everything again on SIGHUP', async () => {
  const started = await serve('--listen=127.0.0.1:0', '--verify=3600', '--rescan=3600');
  host.file('daemon.json', '{"runtimes": {"mine": {"runtimeType": "io.containerd.mine.v1"}}}');

  started.kill('SIGHUP');

  await vi.waitFor(async () => expect((await ask('/v1/runtimes/mine')).status).toBe(200), { timeout: 5_000 });
  await eventually(() => expect(entries()).toContainEqual(expect.objectContaining({ msg: 'read everything again' })));
});

it('serve ends with 2 and one line when the port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  const { status, stdout, stderr } = await runShimdex(['serve', `--listen=127.0.0.1:${port}`, ...host.options]);

  other.close();
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`127.0.0.1:${port}`);
  expect(stderr).toMatch(/^shimdex: [^\n]+\n$/);
});

it('serve listens beyond loopback only with --insecure-listen', async () => {
  const { status, stderr } = await runShimdex(['serve', '--listen=0.0.0.0:0', ...host.options]);

  expect(status).toBe(2);
  expect(stderr).toContain('--insecure-listen');
  expect(stderr).toMatch(/^shimdex: [^\n]+\n$/);
});

/** Opens a socket and starts the service with it as systemd would; blocked meanwhile, it never accepts itself. */
const activator = `
  const [socket, ...command] = process.argv.slice(1);
  const server = require('node:net').createServer().listen(socket, () => {
    const script = 'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$0" "$@"';
    const stdio = ['ignore', 'ignore', 'inherit', server._handle.fd];
    const { status } = require('node:child_process').spawnSync('sh', ['-c', script, ...command], { stdio });
    process.exit(status);
  });
`;

it('serve answers the request that starts it', async () => {
  host.shim('one/containerd-shim-kata-v2');
  // The first look waits for this Engine, which does not answer.
  const engine = createServer().listen(host.at('docker.sock'));
  onTestFinished(() => void engine.close());
  const started = start(process.execPath, ['-e', activator, host.at('s.sock'), program, 'serve', ...host.options]);
  await vi.waitFor(() => expect(existsSync(host.at('s.sock'))).toBe(true), { timeout: 10_000, interval: 5 });

  const { status, body } = await ask('/v1/runtimes');

  expect([status, JSON.parse(body)]).toEqual([
    200,
    expect.objectContaining({
      runtimes: expect.arrayContaining([expect.objectContaining({ name: 'io.containerd.kata.v2' })]),
    }),
  ]);
  process.kill(entries()[0]?.pid ?? Number.NaN, 'SIGTERM');
  expect(await statusOf(started)).toBe(0);
});

it('serve takes the sockets systemd opened', async () => {
  const service = [program, 'serve', ...host.options];
  const started = start(process.execPath, ['-e', activator, host.at('s.sock'), ...service]);
  await ready();

  process.kill(entries()[0]?.pid ?? Number.NaN, 'SIGTERM');

  expect(entries()[0]).toMatchObject({ msg: 'listening', address: 'fd:3' });
  expect(await statusOf(started)).toBe(0);
});
