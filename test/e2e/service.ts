import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished, vi } from 'vitest';
import { program } from '../cli/run-shimdex.ts';

/** A running `shimdex serve`; it ends with the test. */
export interface Service {
  readonly port: number;
  readonly pid: number;
  /** The body of an answer; fails unless it is a 200. */
  get(path: string): Promise<string>;
  /** Everything it logged up to now. */
  log(): string;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts the built service on a free port and waits until it is ready. */
export async function startService(...options: readonly string[]): Promise<Service> {
  const child = spawn(program, ['serve', '--listen=127.0.0.1:0', ...options], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  onTestFinished(() => endChild(child, 'SIGKILL'));
  const port = await vi.waitFor(
    async () => {
      const found = /"address":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(log)?.[1];
      if (found === undefined) throw new Error(`The service does not listen: ${log}`);
      await read(Number(found), '/readyz');
      return Number(found);
    },
    { timeout: 20_000, interval: 20 },
  );
  return {
    port,
    pid: child.pid ?? 0,
    get: (path) => read(port, path),
    log: () => log,
    end: (signal) => endChild(child, signal),
  };
}

/** Ends a process and waits until it is gone; it may be gone already. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill(signal);
  await ended;
}

async function read(port: number, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${path} gave ${response.status}: ${text}`);
  return text;
}
