import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { ask, temporaryDirectory } from '../serving.ts';

const program = `
import { createApp } from './src/http/app.ts';
import { openListeners } from './src/http/server/listeners.ts';
import { createLog } from './src/log.ts';

const log = createLog('silent');
const reader = { boot: 'boot', current: () => undefined, changes: () => [], since: () => undefined, subscribe: () => () => {} };
const app = createApp({ reader, log, version: '0', allowedHosts: [], resolve: () => { throw new Error(); } });
const addresses = [{ kind: 'fd', fd: 3, api: 'all' }];
openListeners({ app, log, addresses, insecureListen: false }).then(
  (listeners) => console.log(listeners.addresses[0]),
  (error) => console.log(error.message),
);
`;

/** Starts the service in a process of its own with `server`'s socket as descriptor 3, as systemd does. */
async function handOver(server: Server): Promise<{ child: ChildProcess; said: string }> {
  const outfile = join(temporaryDirectory(), 'program.cjs');
  const stdin = { contents: program, resolveDir: resolve(import.meta.dirname, '../../..'), loader: 'ts' } as const;
  const define = { 'import.meta.dirname': '__dirname' };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error', define });
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit', descriptorOf(server)] });
  onTestFinished(() => void child.kill());
  const [said] = child.stdout === null ? [''] : await once(child.stdout, 'data');
  server.close();
  return { child, said: String(said).trim() };
}

/** node shows the descriptor of a listening socket nowhere else. */
function descriptorOf(server: Server): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd;
}

async function listening(where: { host: string } | { path: string }): Promise<Server> {
  const server = createServer().listen({ port: 0, ...where });
  await once(server, 'listening');
  return server;
}

it('an inherited TCP socket is served', async () => {
  const { said } = await handOver(await listening({ host: '127.0.0.1' }));

  expect(said).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await ask(Number(said.split(':').at(-1)), '/livez')).status).toBe(200);
});

it('an inherited socket beyond loopback needs --insecure-listen', async () => {
  const { said } = await handOver(await listening({ host: '0.0.0.0' }));

  expect(said).toContain('Cannot listen on "fd:3": it is not loopback');
});
