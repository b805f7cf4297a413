import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const recorder = new URL('./code-cache.cjs', import.meta.url).pathname;

/** Runs each command once, so that the cache holds what they compile on the way; they read this machine, and no more. */
export async function warmCodeCache() {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-build-'));
  try {
    await serveOnce(join(directory, 'socket'));
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

async function serveOnce(socketPath) {
  const service = record(['serve', `--listen=unix:${socketPath}`, '--log-level=info']);
  const ended = once(service, 'exit');
  service.stderr.setEncoding('utf8').on('data', async (text) => {
    if (!text.includes('"listening"')) return;
    for (const path of ['/readyz', '/v1/runtimes', '/v1/inventory', '/', '/v1/resolve?name=runc', '/openapi.json'])
      await ask(socketPath, path);
    service.kill('SIGTERM');
  });
  const [status] = await ended;
  if (status !== 0) throw new Error(`Cannot warm the code cache: serve ended with status ${status}`);
}

function record(words) {
  return spawn(process.execPath, [recorder, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
}

async function ask(socketPath, path) {
  const request = get({ socketPath, path, headers: { host: 'localhost' } });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
}
