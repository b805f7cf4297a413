import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { elf } from '../cases/elf.ts';
import { program } from '../cli/run-shimdex.ts';
import { endChild } from './service.ts';

/** More clients than the service has file descriptors for. */
const clients = 80;

it('serve keeps every runtime while it has too many open files, and says so once', async () => {
  const root = host();
  const { child, log } = await serveWithDescriptors(60, root);
  const streams = Array.from({ length: clients }, () => openEvents(join(root, 'socket')));
  onTestFinished(() => {
    for (const { socket } of streams) socket.destroy();
  });
  const received = () => streams.map(({ text }) => text()).join('');

  await vi.waitFor(() => expect(received()).toContain('too many open files'), { timeout: 30_000 });
  for (const { socket } of streams) socket.destroy();
  await vi.waitFor(() => expect(log()).toContain('source is read again'), { timeout: 30_000 });
  await endChild(child, 'SIGTERM');

  expect(received()).toContain('"state":"stale"');
  expect(received()).toContain('io.containerd.kata.v2');
  expect(received()).not.toContain('"action":"destroy","key":"io.containerd');
  expect(received()).not.toMatch(/"kind":"(?:runtime|shim)","action":"destroy"/);
  const warnings = log()
    .split('\n')
    .filter((line) => line.includes('source cannot be read') && line.includes('"source":"search-path"'));
  expect(warnings.length).toBeLessThanOrEqual(1);
}, 60_000);

function host(): string {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-descriptors-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'bin'));
  for (const name of ['containerd-shim-kata-v2', 'containerd-shim-runc-v2', 'runc']) {
    writeFileSync(join(root, 'bin', name), elf());
    chmodSync(join(root, 'bin', name), 0o755);
  }
  return root;
}

/** A service that may open `limit` files; it looks at everything every second. */
async function serveWithDescriptors(limit: number, root: string) {
  const options = ['--listen', `unix:${join(root, 'socket')}`, '--search-path', join(root, 'bin')];
  const command = ['serve', ...options, '--docker-socket', 'none', '--rescan', '1', '--verify', '0.5'];
  const script = `ulimit -n ${limit} && exec "$0" "$@"`;
  const child: ChildProcess = spawn('/bin/sh', ['-c', script, process.execPath, program, ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  onTestFinished(() => endChild(child, 'SIGKILL'));
  await vi.waitFor(() => expect(text).toContain('listening'), { timeout: 20_000, interval: 20 });
  return { child, log: () => text };
}

/** A client that holds the event stream open. */
function openEvents(path: string): { readonly socket: Socket; readonly text: () => string } {
  const socket = connect(path, () => socket.write('GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n'));
  let text = '';
  // The service cannot accept every one of them.
  socket.on('error', () => {});
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { socket, text: () => text };
}
