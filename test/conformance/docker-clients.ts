import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { Outcome } from '../cli/run-shimdex.ts';
import { unpackDebian } from '../e2e/debian-tree.ts';
import { temporaryDirectory } from '../http/serving.ts';
import { debian12, debian13 } from './dockerd/recipes.ts';

/** A docker CLI of this machine. */
export interface DockerCli {
  readonly path: string;
  readonly version: string;
}

/** The docker CLIs there are to ask with: those of Debian 12 and 13, and those of this machine that are of other versions. */
export async function dockerClis(): Promise<readonly DockerCli[]> {
  const paths: string[] = [];
  for (const recipe of [debian12, debian13]) {
    const directory = mkdtempSync(join(tmpdir(), 'shimdex-docker-cli-'));
    afterAll(() => rmSync(directory, { recursive: true, force: true }));
    paths.push(runnableHere(await unpackDebian(directory, recipe, ofDocker), join(directory, 'docker')));
  }
  const clis = [...paths, ...findOnPath()].map((path): [string, DockerCli] => {
    const version = versionOf(path);
    return [version, { path, version }];
  });
  return [...new Map(clis.toReversed()).values()];
}

/** The CLI, its loader and its libraries, as patterns. */
const ofDocker = ['./usr/bin/docker', './usr/lib*/ld-linux*', './usr/lib/*-linux-gnu/*.so*'];

/** Writes a command that runs the CLI of a Debian of another age: with the libraries that it came with. */
function runnableHere(tree: string, command: string): string {
  const loaders = ['lib64/ld-linux-x86-64.so.2', 'lib/ld-linux-aarch64.so.1'].map((file) => join(tree, 'usr', file));
  const loader = loaders.find((file) => existsSync(file));
  const libraries = readdirSync(join(tree, 'usr/lib')).filter((name) => name.endsWith('-linux-gnu'));
  const search = libraries.map((name) => join(tree, 'usr/lib', name)).join(delimiter);
  const script = `#!/bin/sh\nexec ${loader} --library-path ${search} ${join(tree, 'usr/bin/docker')} "$@"\n`;
  writeFileSync(command, script, { mode: 0o755 });
  return command;
}

/** Every docker CLI in the directories of PATH, each file once. */
function findOnPath(): readonly string[] {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return [...new Set(directories.flatMap((directory) => executable(join(directory, 'docker'))))];
}

/** The version of the API that a CLI asks for here: its own newest, or ours where that is older. */
export function apiVersionOf({ version }: DockerCli): string {
  return newestVersions[version] ?? '1.51';
}

const newestVersions: Readonly<Record<string, string>> = { '20.10.24': '1.41', '26.1.5': '1.45', '28.2.2': '1.50' };

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

/** What a run of the CLI may be given in addition to its arguments. */
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
