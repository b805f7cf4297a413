import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const recorder = new URL('./code-cache.cjs', import.meta.url).pathname;

/**
 * Runs each command once, so that the cache holds what they compile on the way. They read this machine, and the service
 * also a directory in which a shim appears and disappears.
 */
export async function warmCodeCache() {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-build-'));
  try {
    await serveOnce(directory);
    const error = JSON.stringify({ CommandError: 'unknown or invalid runtime name: kata' });
    const hook = ['docker-cli-plugin', 'shimdex', 'docker-cli-plugin-hooks', error];
    for (const words of [
      ['list', '--all'],
      ['list', '--json'],
      ['check'],
      ['resolve', 'io.containerd.runc.v2'],
      hook,
    ]) {
      await once(record(words), 'exit');
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function serveOnce(directory) {
  const socketPath = join(directory, 'socket');
  const binaries = join(directory, 'bin');
  mkdirSync(binaries);
  const service = record([
    'serve',
    `--listen=unix:${socketPath}`,
    '--log-level=info',
    `--search-path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${binaries}`,
  ]);
  const ended = once(service, 'exit');
  service.stderr.setEncoding('utf8').on('data', async (text) => {
    if (!text.includes('"listening"')) return;
    await untilReady(socketPath);
    for (const path of ['/v1/runtimes', '/v1/inventory', '/', '/v1/resolve?name=runc', '/openapi.json'])
      await ask(socketPath, path);
    await change(socketPath, directory, binaries);
    service.kill('SIGTERM');
  });
  const [status] = await ended;
  if (status !== 0) throw new Error(`Cannot warm the code cache: serve ended with status ${status}`);
}

/** Its first look may take longer than listening, on a busy machine. */
async function untilReady(socketPath) {
  for (let tries = 0; (await ask(socketPath, '/readyz')) !== 200; tries += 1) {
    if (tries === 1500) throw new Error('Cannot warm the code cache: serve was not ready after 30 seconds');
    await pause(20);
  }
}

/** Moves a shim in and out, and waits for both events. */
async function change(socketPath, directory, binaries) {
  const name = 'containerd-shim-shimdexbuild-v1';
  const [unpacked, installed] = [join(directory, name), join(binaries, name)];
  writeFileSync(unpacked, '#!/bin/sh\n', { mode: 0o755 });
  const request = get({ socketPath, path: '/v1/events', headers: { host: 'localhost' } });
  const [response] = await once(request, 'response');
  const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]();
  for (const [from, to] of [
    [unpacked, installed],
    [installed, unpacked],
  ]) {
    renameSync(from, to);
    await untilNamed(chunks, name);
  }
  request.destroy();
}

async function untilNamed(chunks, name) {
  for (let text = ''; !text.includes(name); ) {
    const { done, value } = await chunks.next();
    if (done) throw new Error(`Cannot warm the code cache: the events ended before ${name} was named`);
    text += value;
  }
}

function record(words) {
  return spawn(process.execPath, [recorder, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** The status of the answer. */
async function ask(socketPath, path) {
  const request = get({ socketPath, path, headers: { host: 'localhost' } });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}
