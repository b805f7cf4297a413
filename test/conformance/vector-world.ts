import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { lookUp } from '../../src/core/containerd/lookup.ts';
import { resolveRuntime } from '../../src/core/resolve/resolve.ts';
import type { ContainerdFacts } from '../../src/model/host/containerd-facts.ts';
import type { Credentials } from '../../src/model/host/file-fact.ts';
import { HostFiles } from '../../src/sources/host-files.ts';
import { containerd, docker } from '../builders.ts';
import { buildLayout, ensureDirectory, ensureFile, inRoot, type LayoutEntry } from './layout.ts';

/** Where a containerd of the vectors runs; `$ROOT` stands for the layout's directory. */
export interface VectorWorld {
  readonly PATH: string | null;
  readonly cwd: string;
  readonly containerd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd_deleted?: true;
}

/** What a release did: the path it resolved, the files it executed, or the error. */
export interface Outcome {
  readonly path?: string | undefined;
  readonly error?: string | undefined;
  readonly executed?: readonly string[] | undefined;
}

/** The releases that ran as daemons, and the Go each was built with. */
export const daemonReleases: ReadonlyMap<string, string> = new Map([
  ['1.6.20', 'go1.19'],
  ['1.7.34', 'go1.26'],
  ['2.3.4', 'go1.26'],
]);

/** A fake shim. */
export const script = '#!/bin/sh\nexit 3\n';

/** The users of the vectors. */
export const users: Readonly<Record<string, Credentials>> = {
  root: { uid: 0, gid: 0, groups: [] },
  nobody: { uid: 65534, gid: 65534, groups: [] },
};

const host = new HostFiles('/');

/** Reads one of the vector files. */
export function vectors<T>(file: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'fixtures', 'vectors', file), 'utf8')) as T;
}

/** A directory of the test's own that others may enter. */
export function freshDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'shimdex-vectors-'));
  chmodSync(path, 0o755);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Builds a layout with a cwd and a containerd executable, and gives its directory. */
export async function buildWorld(world: VectorWorld, layout: readonly LayoutEntry[]): Promise<string> {
  const directory = freshDirectory();
  const spelt = inRoot(directory);
  await buildLayout(directory, layout, script);
  ensureDirectory(spelt(world.cwd));
  ensureFile(spelt(world.containerd), '');
  if (world.cwd_deleted) rmSync(spelt(world.cwd), { recursive: true });
  return directory;
}

/** The facts of a containerd in a built layout: `$PWD` counts where it names the cwd, the executable by its real place. */
export function factsOf(world: VectorWorld, directory: string, release: string, go: string): ContainerdFacts {
  const spelt = inRoot(directory);
  const { path: _, ...rest } = containerd();
  return {
    ...rest,
    version: release,
    cwd: workingDirectory(world, spelt),
    cwdDeleted: world.cwd_deleted === true,
    ...(world.PATH === null ? {} : { path: spelt(world.PATH) }),
    executableDirectory: dirname(realpathSync(spelt(world.containerd))),
    executableTest: go === 'go1.19' ? 'mode-bits' : 'access',
  };
}

function workingDirectory(world: VectorWorld, spelt: (text: string) => string): string {
  if (world.cwd_deleted) return spelt(world.cwd);
  const real = realpathSync(spelt(world.cwd));
  const hint = spelt(world.env?.['PWD'] ?? '');
  return existsSync(hint) && statSync(hint).ino === statSync(real).ino ? hint : real;
}

/** What `lookUp()` says, in the shape of the vectors. */
export function lookUpOutcome(name: string, facts: ContainerdFacts, user = 'root'): Outcome {
  const inspect = (at: string) => host.inspect(at, users[user] ?? facts.user);
  const { path, error } = lookUp(name, { containerd: facts, inspect });
  return { path, error };
}

/** What `resolveRuntime()` foretells for `ctr`: the file that is executed, or the line that is printed. */
export function ctrOutcome(name: string, facts: ContainerdFacts): Outcome {
  const inspect = (at: string) => host.inspect(at, facts.user);
  const world = { containerd: facts, docker: docker(), policy: { allow: [], deny: [] }, known: [], inspect };
  const { available, path, error, unavailable } = resolveRuntime({ name, client: 'containerd' }, world);
  // The shim is executed before it looks for runc; the layouts of the vectors have fake shims and no runc.
  const isExecuted = available === true || unavailable?.reason === 'oci-runtime-missing';
  return isExecuted && path !== undefined ? { executed: [path] } : { error };
}

/** What a daemon did: executing a fake shim makes its refusal irrelevant. */
export function daemonOutcome({ executed = [], error }: Outcome, spelt: (text: string) => string): Outcome {
  return executed.length > 0 ? { executed: executed.map(spelt) } : { error: error && spelt(error) };
}
