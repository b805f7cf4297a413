import { lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ResolutionAnswer } from '../../src/model/resolution.ts';
import { ShimdexProcess } from '../cli/shimdex-process.ts';
import { buildLayout, ensureDirectory, ensureFile, inRoot, type LayoutEntry } from './layout.ts';
import { resolveByContainerd } from './shimdex.ts';
import { startStandIn } from './stand-in.ts';

interface Scenario {
  readonly id: string;
  readonly layout: readonly LayoutEntry[];
  readonly PATH: string | null;
  readonly name: string;
  readonly cwd: string;
  readonly containerd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd_deleted?: true;
  readonly launch?: string;
  readonly expect: Readonly<Record<string, Expected>>;
}

interface Expected {
  readonly path?: string;
  readonly error?: string;
}

/** What containerd says before its shim manager hears of the name; the vectors hold the manager's own "no runtime name". */
const emptyName = 'create container failed validation: container.Runtime.Name must be set: invalid argument';

const uids: Readonly<Record<string, number>> = { root: 0, nobody: 65534 };
const vectors = join(import.meta.dirname, '..', 'fixtures', 'vectors', 'lookpath.json');
const { scenarios } = JSON.parse(readFileSync(vectors, 'utf8')) as { scenarios: readonly Scenario[] };

/** Has a PID namespace of its own: shimdex reads every process that it sees, and this machine may have many. */
let alone: ShimdexProcess;
beforeAll(async () => {
  alone = await ShimdexProcess.start([
    ...['/usr/bin/unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ]);
});
afterAll(() => alone.stop());

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-lookpath-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.each(scenarios)('$id', (scenario) => {
  it('resolve finds what containerd finds, for every release and user', { timeout: 120_000 }, async () => {
    await arrange(scenario);

    for (const [key, expected] of Object.entries(scenario.expect)) {
      const actual = asCompared(await resolve(scenario, key), expected);

      expect({ key, ...actual }).toEqual({ key, ...asClientSees(scenario.name, key, expected) });
    }
  });
});

async function arrange(scenario: Scenario): Promise<void> {
  const spelt = inRoot(root);
  await buildLayout(root, scenario.layout, '#!/bin/sh\nexit 3\n');
  ensureDirectory(spelt(scenario.cwd));
  ensureFile(spelt(scenario.containerd), '');
}

async function resolve(scenario: Scenario, key: string): Promise<ResolutionAnswer> {
  const spelt = inRoot(root);
  const [release = '', , user = ''] = key.split('/');
  const uid = uids[user] ?? 0;
  const common = [
    `--containerd-version=${release.replace('containerd-', '')}`,
    `--containerd-config=${join(root, 'no-config.toml')}`,
    `--docker-config=${join(root, 'no-daemon.json')}`,
  ];
  const name = spelt(scenario.name);
  if (!needsProcess(scenario)) {
    return resolveByContainerd(name, [...common, ...givenByFlags(scenario, uid)], (args) => alone.run(args));
  }
  ensureDirectory(spelt(scenario.cwd));
  const standIn = await startStandIn({
    executable: spelt(scenario.containerd),
    ...(scenario.launch === undefined ? {} : { launch: spelt(scenario.launch) }),
    cwd: spelt(scenario.cwd),
    cwdDeleted: scenario.cwd_deleted === true,
    env: environment(scenario),
    uid,
  });
  try {
    return await resolveByContainerd(name, [...common, `--containerd=${standIn.pid}`]);
  } finally {
    await standIn.stop();
  }
}

/** What flags cannot say is said by a process: an unset PATH, $PWD, a deleted working directory, a start through a link. */
function needsProcess(scenario: Scenario): boolean {
  const cwd = lstatSync(inRoot(root)(scenario.cwd), { throwIfNoEntry: false });
  const said = [scenario.env, scenario.cwd_deleted, scenario.launch].some((it) => it !== undefined);
  return said || scenario.PATH === null || cwd?.isSymbolicLink() === true;
}

function givenByFlags(scenario: Scenario, uid: number): readonly string[] {
  const spelt = inRoot(root);
  return [
    '--containerd=none',
    `--search-path=${spelt(scenario.PATH ?? '')}`,
    `--containerd-cwd=${spelt(scenario.cwd)}`,
    `--containerd-exe=${spelt(scenario.containerd)}`,
    `--containerd-uid=${uid}`,
  ];
}

function environment({ PATH, env = {} }: Scenario): Readonly<Record<string, string>> {
  const set = { ...(PATH === null ? {} : { PATH }), ...env };
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [name, inRoot(root)(value)]));
}

/** The vectors hold what the shim manager returns; the client says who is speaking, and containerd 1.x how unsure it is. */
function asClientSees(name: string, key: string, { path, error }: Expected): Expected {
  if (name === '') return { error: `ctr: ${emptyName}` };
  if (path !== undefined) return { path: inRoot(root)(path) };
  const tail = key.startsWith('containerd-1.') ? ': unknown' : '';
  return { error: `ctr: failed to start shim: ${inRoot(root)(error ?? '')}${tail}` };
}

/** A file that is found and cannot be executed has an error of its own, which these vectors do not know. */
function asCompared({ path, error }: ResolutionAnswer, expected: Expected): Expected {
  if (expected.path !== undefined) return path === undefined ? { error: error ?? 'nothing' } : { path };
  return { ...(path === undefined ? {} : { path }), ...(error === undefined ? {} : { error }) };
}
