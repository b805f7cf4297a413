import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ResolutionAnswer } from '../../src/model/resolution.ts';
import { runHere } from '../cli/run-here.ts';
import { type Outcome, outcomeOf, program } from '../cli/run-shimdex.ts';

/**
 * Runs the built program; nothing of this environment but what node needs reaches it. `through` is a command that
 * runs another one, its path absolute.
 */
export function runShimdex(args: readonly string[], through: readonly string[] = []): Promise<Outcome> {
  if (!existsSync(program)) throw new Error(`"${program}" is missing: run npm run build first`);
  const [command = process.execPath, ...rest] = [...through, process.execPath, program, ...args];
  return outcomeOf(spawn(command, rest, { env: {}, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** The questions are about containerd: nothing of this machine's dockerd need be read for them. */
export const withoutDocker: readonly string[] = ['--docker-version=28.0.0', '--docker-socket=none'];

/** `shimdex resolve` of one name by containerd's own client; in this process by default. */
export async function resolveByContainerd(
  name: string,
  args: readonly string[],
  run: (args: readonly string[]) => Promise<Outcome> = (command) => runHere(command, {}),
): Promise<ResolutionAnswer> {
  const command = ['resolve', '--json', '--client=containerd', ...withoutDocker, ...args, '--', name];
  const { status, stdout, stderr } = await run(command);
  if (status === 2 || stdout === '') throw new Error(`shimdex resolve ended with status ${status}: ${stderr}`);
  return JSON.parse(stdout) as ResolutionAnswer;
}
