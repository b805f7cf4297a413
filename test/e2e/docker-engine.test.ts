import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';
import { eventually } from '../eventually.ts';
import { ask, askJson } from '../http/serving.ts';

let host: HostTree;
let service: ChildProcess | undefined;
let engine: Server | undefined;
beforeEach(() => {
  host = new HostTree();
  host.shim('one/containerd-shim-kata-v2');
});
afterEach(async () => {
  if (service !== undefined && service.exitCode === null && service.signalCode === null) {
    service.kill('SIGKILL');
    await once(service, 'close');
  }
  service = undefined;
  await stopEngine();
  host.remove();
});

const info = {
  ID: 'engine',
  ServerVersion: '28.1.0',
  DefaultRuntime: 'runc',
  Runtimes: { 'engine-only': { path: '/usr/bin/engine-only' }, runc: { path: 'runc' } },
  Warnings: ['WARNING: No swap limit support'],
};
const version = { Version: '28.1.0', ApiVersion: '1.49', MinAPIVersion: '1.24' };

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** An Engine in good health; its event stream is silent. */
const healthy: RequestListener = ({ url = '' }, response) => {
  if (url.includes('/events')) response.writeHead(200).flushHeaders();
  else json(response, url.includes('/version') ? version : info);
};

let behaviour: RequestListener = healthy;

async function startEngine(): Promise<void> {
  engine = createServer((request, response) => behaviour(request, response)).listen(host.at('engine.sock'));
  await once(engine, 'listening');
}

async function stopEngine(): Promise<void> {
  const stopping = engine;
  engine = undefined;
  if (stopping === undefined) return;
  stopping.closeAllConnections();
  stopping.close();
  await once(stopping, 'close');
  rmSync(host.at('engine.sock'), { force: true });
}

/** Starts the service next to the Engine, with its façade on a socket that nobody has asked yet. */
async function serve(): Promise<string> {
  behaviour = healthy;
  const socket = host.at('d.sock');
  const whole = host.at('whole.sock');
  const listening = [`--listen=unix:${socket},api=docker`, `--listen=unix:${whole}`];
  const args = [...host.options, ...listening, `--docker-socket=${host.at('engine.sock')}`];
  // As in a pod of 256 MiB: without a limit, V8 lets garbage lie while the machine has memory.
  const command = ['--max-old-space-size=96', program, 'serve', '--log-level=silent', ...args];
  service = spawn(process.execPath, command, { stdio: 'ignore' });
  await eventually(async () => expect((await ask(whole, '/readyz')).status).toBe(200));
  return socket;
}

/** What `GET /info` says, which it must within two seconds. */
async function look(socket: string) {
  const began = performance.now();
  const answer = await askJson(socket, '/info');
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(answer.status).toBe(200);
  const { ID, Runtimes, Warnings } = answer.json;
  return { ID, names: Object.keys(Runtimes as object), warnings: Warnings as readonly string[] };
}

/** Waits until nothing more is logged about the Engine. */
async function isWell(socket: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const { ID, warnings } = await look(socket);
      expect([ID, warnings.filter((warning) => warning.includes('docker-engine'))]).toEqual(['engine', []]);
    },
    { timeout: 20_000, interval: 200 },
  );
}

it("serve adds its runtimes to the running Engine's answer", async () => {
  await startEngine();
  const socket = await serve();

  const { ID, names, warnings } = await look(socket);

  expect(ID).toBe('engine');
  expect(names).toEqual(expect.arrayContaining(['engine-only', 'runc', 'io.containerd.kata.v2']));
  expect(warnings[0]).toBe('WARNING: No swap limit support');
  expect((await askJson(socket, '/version')).json).toEqual(version);
});

it.each<[string, RequestListener]>([
  ['hangs', () => {}],
  ['answers garbage', (_request, response) => response.end('garbage')],
  ['answers an array', (_request, response) => json(response, [])],
  ['fails', (_request, response) => response.writeHead(500).end('{"message":"sick"}')],
  ['hangs up', (request) => request.destroy()],
  ['never ends', (_request, response) => void response.write('{"ID":')],
])('serve answers in time and says so while the Engine %s, and when it is well again', async (_what, sick) => {
  await startEngine();
  const socket = await serve();

  behaviour = sick;
  const meanwhile = await look(socket);
  behaviour = healthy;

  expect(meanwhile.names).toContain('io.containerd.kata.v2');
  expect(meanwhile.warnings).toContainEqual(expect.stringMatching(/^WARNING: shimdex: .*\(docker-engine\)$/));
  await isWell(socket);
});

it('serve answers in time and says so when the Engine dies, and when it comes back', async () => {
  await startEngine();
  const socket = await serve();

  await stopEngine();
  const meanwhile = await look(socket);
  await startEngine();

  expect(meanwhile.names).toContain('io.containerd.kata.v2');
  expect(meanwhile.warnings).toContainEqual(expect.stringMatching(/^WARNING: shimdex: .*\(docker-engine\)$/));
  await isWell(socket);
});

it('serve reports that only the version of the Engine hangs, and still uses its info', async () => {
  await startEngine();
  const socket = await serve();
  await isWell(socket);

  behaviour = (request, response) => {
    if (request.url !== '/version') healthy(request, response);
  };
  const { ID, warnings } = await look(socket);
  const { Components } = (await askJson(socket, '/version')).json;

  expect([ID, warnings.filter((warning) => warning.includes('docker-engine'))]).toEqual(['engine', []]);
  expect(Components).toEqual([
    { Name: 'shimdex', Version: expect.any(String), Details: { Warning: expect.stringMatching(/its last answer/) } },
  ]);
});

it('serve stays small though the Engine answers with what would be huge', async () => {
  await startEngine();
  const socket = await serve();
  await isWell(socket);
  const before = peakKilobytes();

  const many = `[${'[],'.repeat(1_300_000)}[]]`;
  behaviour = (_request, response) => response.end(many);
  for (let count = 0; count < 5; count += 1) await Promise.all([look(socket), ask(socket, '/version')]);
  const most = `{"a":[${'[],'.repeat(300_000)}[]]}`;
  behaviour = (_request, response) => response.end(most);
  for (let count = 0; count < 5; count += 1) await Promise.all([look(socket), ask(socket, '/version')]);
  behaviour = (_request, { socket }) => {
    socket?.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    socket?.write('1\r\n \r\n'.repeat(1_000_000));
  };
  for (let count = 0; count < 3; count += 1) await Promise.all([look(socket), ask(socket, '/version')]);

  expect(peakKilobytes() - before).toBeLessThan(64 * 1024);
});

it('serve stays bounded though the Engine names a thousand other runtimes each time', async () => {
  await startEngine();
  const socket = await serve();
  await isWell(socket);
  const before = peakKilobytes();

  behaviour = ({ url = '' }, response) => {
    const names = Array.from({ length: 1000 }, () => [`r${Math.random()}${'x'.repeat(60)}`, { path: '/x' }]);
    json(response, url.includes('/version') ? version : { ...info, Runtimes: Object.fromEntries(names) });
  };
  for (let count = 0; count < 60; count += 1) await look(socket);

  expect(peakKilobytes() - before).toBeLessThan(160 * 1024);
});

/** The most memory that the service has ever held. */
function peakKilobytes(): number {
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${service?.pid}/status`, 'utf8')) ?? [];
  return Number(peak);
}

it('serve without an Engine has its own /info, and no warning about the Engine', async () => {
  const socket = await serve();

  const { ID, names, warnings } = await look(socket);

  expect(ID).toBeUndefined();
  expect(names).toContain('io.containerd.kata.v2');
  expect(warnings.filter((warning) => warning.includes('docker-engine'))).toEqual([]);
});
