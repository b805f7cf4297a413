import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import { vi } from 'vitest';
import { program } from '../cli/run-shimdex.ts';

/** A running `shimdex serve`. */
export interface Served {
  /** The JSON body of a GET. */
  json(path: string): Promise<unknown>;
  text(path: string): Promise<string>;
  /** Calls `listener` with every piece of the event stream until the server stops. */
  listen(listener: (text: string) => void): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the built server on a unix socket in `directory` and waits until it is ready; `through` runs another command. */
export async function serve(
  directory: string,
  args: readonly string[],
  through: readonly string[] = [],
): Promise<Served> {
  const socketPath = join(directory, 'shimdex.sock');
  const serving = [process.execPath, program, 'serve', `--listen=unix:${socketPath}`, '--log-level=warn', ...args];
  const [command = process.execPath, ...rest] = [...through, ...serving];
  const child = spawn(command, rest, { env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await vi.waitFor(() => request(socketPath, '/readyz'), { timeout: 10_000, interval: 10 });
  } catch (error) {
    await stop();
    throw new Error(`The server did not become ready: ${stderr}`, { cause: error });
  }
  return {
    json: async (path) => JSON.parse(await request(socketPath, path)) as unknown,
    text: (path) => request(socketPath, path),
    listen: (listener) => listen(socketPath, listener),
    stop,
  };
}

function request(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path, headers: { host: 'localhost' } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`GET ${path} gave ${response.statusCode}: ${body}`));
      });
    }).once('error', reject);
  });
}

function listen(socketPath: string, listener: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path: '/v1/events', headers: { host: 'localhost' } }, (response) => {
      response.setEncoding('utf8').on('data', listener);
      response.once('error', () => undefined);
      resolve();
    }).once('error', reject);
  });
}
