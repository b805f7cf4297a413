import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { openWebGuard } from '../../../src/http/gate/web-config/web-guard.ts';
import { mostConnections, openFilesLimit } from '../../../src/http/server/connection-bound.ts';
import { openListeners } from '../../../src/http/server/listeners.ts';
import type { ListenAddress } from '../../../src/settings/settings.ts';
import { Authority } from '../../e2e/certificates.ts';
import { eventually } from '../../eventually.ts';
import { ask, recordingLog, serve, temporaryDirectory } from '../serving.ts';

function tcp(host: string, port = 0): ListenAddress {
  return { kind: 'tcp', host, port, api: 'all' };
}

function unix(path: string): ListenAddress {
  return { kind: 'unix', path, api: 'all' };
}

/** Leaves the file of a socket behind, as a process that was killed does. */
function leaveStaleSocket(path: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  expect(lstatSync(path).isSocket()).toBe(true);
}

it('openListeners() serves TCP and unix sockets at once', async () => {
  const path = join(temporaryDirectory(), 'shimdex.sock');

  const { listeners, logged } = await serve({ addresses: [tcp('127.0.0.1'), unix(path)] });
  const port = Number(listeners.addresses[0]?.split(':').at(-1));

  expect(listeners.addresses).toEqual([`http://127.0.0.1:${port}`, `unix:${path}`]);
  expect((await ask(port, '/livez')).status).toBe(200);
  expect((await ask(path, '/livez')).status).toBe(200);
  expect((await ask(path, '/livez', { headers: { Host: 'docker' } })).status).toBe(200);
  expect((await ask(path, '/livez', { headers: { Host: 'evil.example' } })).status).toBe(403);
  expect(logged().map(({ msg, address }) => [msg, address])).toEqual([
    ['listening', listeners.addresses[0]],
    ['listening', `unix:${path}`],
  ]);
});

it('openListeners() looks a name up', async () => {
  const { listeners } = await serve({ addresses: [tcp('localhost')] });

  expect(listeners.addresses[0]).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/);
});

it('only owner and group may use a socket, and it is removed with the service', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 's');
  const { listeners } = await serve({ addresses: [unix(path)] });
  expect(statSync(path).mode & 0o777).toBe(0o660);
  expect(readdirSync(directory)).toEqual(['s']);

  await listeners.close();

  expect(readdirSync(directory)).toEqual([]);
});

it('a socket that another process has put there since is left alone', async () => {
  const path = join(temporaryDirectory(), 's');
  const first = await serve({ addresses: [unix(path)] });
  rmSync(path);
  await serve({ addresses: [unix(path)] });

  await first.listeners.close();

  expect((await ask(path, '/livez')).status).toBe(200);
});

it('a stale socket is replaced', async () => {
  const path = join(temporaryDirectory(), 's');
  leaveStaleSocket(path);

  await serve({ addresses: [unix(path)] });

  expect((await ask(path, '/livez')).status).toBe(200);
});

it('opening a socket that is in use is an error that names it, and the socket keeps working', async () => {
  const path = join(temporaryDirectory(), 's');
  await serve({ addresses: [unix(path)] });

  const second = serve({ addresses: [unix(path)] });

  await expect(second).rejects.toThrow(
    new UsageError(`Cannot listen on "unix:${path}": another process listens there; stop it, or write another path`),
  );
  expect((await ask(path, '/livez')).status).toBe(200);
});

it('a file that is not a socket is left alone', async () => {
  const path = join(temporaryDirectory(), 'precious');
  writeFileSync(path, 'data');

  await expect(serve({ addresses: [unix(path)] })).rejects.toThrow('a file that is not a socket is there');

  expect(lstatSync(path).size).toBe(4);
});

it('a missing directory and a file in its place are reported', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'file'), '');

  await expect(serve({ addresses: [unix(join(directory, 'a', 's'))] })).rejects.toThrow(
    `the directory "${join(directory, 'a')}" is missing; create it first`,
  );
  await expect(serve({ addresses: [unix(join(directory, 'file', 's'))] })).rejects.toThrow(UsageError);
});

it('a port in use is an error that names it, and what was opened before is closed', async () => {
  const path = join(temporaryDirectory(), 's');
  const { port } = await serve();

  const second = serve({ addresses: [unix(path), tcp('127.0.0.1', port)] });

  await expect(second).rejects.toThrow(
    new UsageError(
      `Cannot listen on "127.0.0.1:${port}": another process listens there; stop it, or write another --listen address`,
    ),
  );
  expect(existsSync(path)).toBe(false);
});

it.each(['0.0.0.0', '::'])('%s needs --insecure-listen', async (host) => {
  await expect(serve({ addresses: [tcp(host)] })).rejects.toThrow('--insecure-listen');
});

it('an address without a network interface is reported', async () => {
  const { app } = await serve();
  const { log } = recordingLog();

  const opening = openListeners({ app, log, addresses: [tcp('192.0.2.1')], insecureListen: true });

  await expect(opening).rejects.toThrow('no network interface has this address');
});

it('with --insecure-listen the log says what that means', async () => {
  const { app } = await serve();
  const { log, logged } = recordingLog();

  const listeners = await openListeners({ app, log, addresses: [tcp('0.0.0.0')], insecureListen: true });
  onTestFinished(() => listeners.close());

  expect(logged()).toMatchObject([
    { level: 'warn', address: '0.0.0.0:0', msg: expect.stringContaining('neither TLS nor a password') },
    { level: 'info' },
  ]);
});

it('close() ends streams and waits at once, and idle connections with them', async () => {
  const { app, port, listeners } = await serve({ closingMs: 60_000 });
  const idle = connect(port, '127.0.0.1');
  onTestFinished(() => void idle.destroy());
  idle.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => idle.once('data', resolve));
  const waiting = ask(port, '/v1/runtimes/a.b?wait=available&timeout=300');
  const stream = ask(port, '/v1/events');
  await eventually(() => expect(app.eventClients()).toBe(1));

  await listeners.close();

  expect((await waiting).status).toBe(503);
  expect((await stream).text).toContain('event: inventory');
  await expect(ask(port, '/livez')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('close() cuts off a client that never ends a TLS handshake', async () => {
  const { app } = await serve();
  const { log } = recordingLog();
  const directory = temporaryDirectory();
  const { cert, key } = new Authority(join(directory, 'authority')).sign('serverAuth', 'IP:127.0.0.1');
  const file = join(directory, 'web.yml');
  writeFileSync(file, `tls_server_config:\n  cert_file: ${cert}\n  key_file: ${key}\n`);
  const listeners = await openListeners({
    app,
    log,
    addresses: [tcp('127.0.0.1')],
    insecureListen: false,
    guard: openWebGuard(file, log),
    closingMs: 20,
  });
  const silent = connect(Number(listeners.addresses[0]?.split(':').at(-1)), '127.0.0.1');
  onTestFinished(() => void silent.destroy());
  const ended = once(silent, 'close');
  await once(silent, 'connect');
  const began = performance.now();

  await listeners.close();

  await ended;
  expect(performance.now() - began).toBeLessThan(5000);
});

it('close() cuts off a client that would delay it', async () => {
  const { port, listeners } = await serve({ closingMs: 20 });
  const half = connect(port, '127.0.0.1');
  onTestFinished(() => void half.destroy());
  half.on('error', () => {});
  half.write('GET /livez HTTP/1.1\r\nHost: loc');
  await ask(port, '/livez');

  await listeners.close();

  await eventually(() => expect(half.destroyed).toBe(true));
});

it('all listeners together have a bound of connections, and one that closes makes room', async () => {
  const path = join(temporaryDirectory(), 's.sock');
  const { port, logged } = await serve({
    addresses: [tcp('127.0.0.1'), unix(path)],
    mostConnections: 4,
  });
  const held = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1'), connect(path), connect(path)];
  onTestFinished(() => {
    for (const socket of held) socket.destroy();
  });
  for (const socket of held) socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await Promise.all(held.map((socket) => once(socket, 'data')));

  await expect(ask(path, '/livez')).rejects.toThrow();
  await expect(ask(port, '/livez')).rejects.toThrow();
  held[0]?.destroy();

  await vi.waitFor(async () => expect(await ask(path, '/livez')).toMatchObject({ status: 200 }));
  expect(logged().filter(({ msg }) => String(msg).startsWith('too many connections'))).toHaveLength(1);
});

it.each([
  [60, 45],
  [1024, 960],
  [16_384, 10_000],
  [Number.POSITIVE_INFINITY, 10_000],
])('mostConnections() of %d open files is %d', (openFiles, most) => {
  expect(mostConnections(openFiles)).toBe(most);
  expect(openFilesLimit()).toBeGreaterThan(0);
});
