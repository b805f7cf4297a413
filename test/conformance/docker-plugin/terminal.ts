import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { outcomeOf } from '../../cli/run-shimdex.ts';

type Environment = Readonly<Record<string, string>>;

/** Starts a command with this environment. */
export type Start = (command: readonly string[], env: Environment) => ChildProcessByStdio<null, Readable, Readable>;

/** Starts it with nothing of the environment of the tests but PATH. */
export const startHere: Start = ([command = '', ...args], env) =>
  spawn(command, args, {
    env: { PATH: process.env['PATH'] ?? '', TERM: 'dumb', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** What a command prints at a terminal: docker asks for advice there only. */
export async function printedAtTerminal(
  words: readonly string[],
  env: Environment,
  start = startHere,
): Promise<string> {
  const command = words.map((word) => `'${word}'`).join(' ');
  const { stdout } = await outcomeOf(start(['/usr/bin/script', '-qec', command, '/dev/null'], env));
  return stdout.replaceAll('\r\n', '\n');
}
