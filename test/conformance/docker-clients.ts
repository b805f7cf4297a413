import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from '../http/serving.ts';
import type { Outcome } from './shimdex.ts';

/** A docker CLI of this machine. */
export interface DockerCli {
  readonly path: string;
  readonly version: string;
}

/** Every docker CLI in the directories of PATH, each file once; a machine may well have two of different ages. */
export function findDockerClis(): readonly DockerCli[] {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((directory) => executable(join(directory, 'docker')));
  return [...new Set(found)].map((path) => ({ path, version: versionOf(path) }));
}

/** Whether `cli` is of this release or a later one. */
export function isSince(cli: DockerCli, major: number): boolean {
  return Number(cli.version.split('.')[0]) >= major;
}

/** Runs `cli` with a home of its own, so that no context of this machine's user counts. */
export async function runDocker(cli: DockerCli, args: readonly string[], given: DockerRun = {}): Promise<Outcome> {
  const started = startDocker(cli, args, given);
  const status = await new Promise<number | null>((resolve) => started.child.once('close', resolve));
  return { status, ...started.printed() };
}

/** What a run of the CLI may be given beside its arguments. */
export interface DockerRun {
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
}

/** A CLI that runs on; it is killed with the test. */
export function startDocker(
  cli: DockerCli,
  args: readonly string[],
  { env = {}, home = temporaryDirectory() }: DockerRun = {},
): { readonly child: ChildProcess; readonly printed: () => { stdout: string; stderr: string } } {
  const child = spawn(cli.path, args, { env: { HOME: home, TZ: 'UTC', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      chunks[name] += text;
    });
  }
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, printed: () => ({ ...chunks }) };
}

function executable(path: string): readonly string[] {
  try {
    accessSync(path, constants.X_OK);
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

function versionOf(path: string): string {
  const printed = execFileSync(path, ['--version'], { encoding: 'utf8' });
  return /version (\d+\.\d+\.\d+)/.exec(printed)?.[1] ?? printed.trim();
}
