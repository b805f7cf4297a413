import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolutionAnswer } from '../../src/model/resolution.ts';
import { runHere } from '../cli/run-here.ts';

/** The built program, as users run it. */
export const program = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** What a command left behind. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the built program; nothing of this environment but what node needs reaches it. `through` is a command that
 * runs another one, its path absolute.
 */
export function runShimdex(args: readonly string[], through: readonly string[] = []): Promise<Outcome> {
  if (!existsSync(program)) throw new Error(`"${program}" is missing: run npm run build first`);
  const [command = process.execPath, ...rest] = [...through, process.execPath, program, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** `shimdex resolve` of one name by containerd's own client, in this process. */
export async function resolveByContainerd(name: string, args: readonly string[]): Promise<ResolutionAnswer> {
  const command = ['resolve', '--json', '--client=containerd', ...args, '--', name];
  const { status, stdout, stderr } = await runHere(command, {});
  if (status === 2 || stdout === '') throw new Error(`shimdex resolve ended with status ${status}: ${stderr}`);
  return JSON.parse(stdout) as ResolutionAnswer;
}
