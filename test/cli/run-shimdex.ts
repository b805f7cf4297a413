import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The built program, as users run it. */
export const program = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** What a command left behind. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program; nothing of this environment reaches it. */
export function runShimdex(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return new Promise<Outcome>((resolve, reject) => {
    const child = spawn(program, args, {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...texts }));
  });
}
