import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot, type LayoutEntry } from './layout.ts';
import {
  buildWorld,
  ctrOutcome,
  daemonOutcome,
  daemonReleases,
  factsOf,
  lookUpOutcome,
  type Outcome,
  script,
  type VectorWorld,
  vectors,
} from './vector-world.ts';

interface Scenario extends VectorWorld {
  readonly id: string;
  readonly layout: readonly LayoutEntry[];
  readonly name: string;
  readonly expect: Readonly<Record<string, Outcome>>;
}

type Results = Readonly<Record<string, Outcome>>;

const { scenarios } = vectors<{ scenarios: readonly Scenario[] }>('lookpath.json');
const daemons = vectors<{
  readonly meta: { readonly installed_shims: readonly string[] };
  readonly layouts: readonly { readonly id: string; readonly results: Results }[];
  readonly names: readonly { readonly name?: string; readonly results: Results }[];
}>('containerd_e2e.json');

it('the vectors have 115 layouts', () => {
  expect(scenarios).toHaveLength(115);
});

describe.each(scenarios)('layout $id', (scenario) => {
  it('lookUp() finds what every release finds, for every user', async () => {
    const directory = await buildWorld(scenario, scenario.layout);
    const spelt = inRoot(directory);

    for (const [key, { path, error }] of Object.entries(scenario.expect)) {
      const [release = '', go = '', user = ''] = key.replace('containerd-', '').split('/');
      const actual = lookUpOutcome(spelt(scenario.name), factsOf(scenario, directory, release, go), user);

      expect({ key, ...actual }).toEqual({ key, path: path && spelt(path), error: error && spelt(error) });
    }
  });
});

/** These daemons ran in layouts that the vectors name but do not hold. */
const withoutLayout = daemons.layouts.filter(({ id }) => !scenarios.some((scenario) => scenario.id === id));
const withLayout = daemons.layouts.flatMap(({ id, results }) => {
  const scenario = scenarios.find((each) => each.id === id);
  return scenario === undefined ? [] : [{ id, results, scenario }];
});

it('the vectors hold the layouts of 62 runs of daemons, and name 45 others', () => {
  expect([withLayout.length, withoutLayout.length]).toEqual([62, 45]);
});

describe.each(withLayout)('daemon in layout $id', ({ results, scenario }) => {
  it('resolveRuntime() predicts what it executes, or what ctr prints', async () => {
    const directory = await buildWorld(scenario, scenario.layout);
    const spelt = inRoot(directory);

    for (const [release, go] of daemonReleases) {
      const actual = ctrOutcome(spelt(scenario.name), factsOf(scenario, directory, release, go));

      const expected = daemonOutcome(results[release] ?? results['all'] ?? {}, spelt);
      expect({ release, ...actual }).toEqual({ release, ...expected });
    }
  });
});

describe('names given to real daemons', () => {
  /** Not UTF-8: gRPC refuses them from 1.7 on, and no JavaScript string holds them. */
  const notUtf8 = daemons.names.filter(({ name }) => name === undefined);
  /** A real program of the machine the vectors were made on was started, and failed later. */
  const realProgram = daemons.names.filter(({ name }) => name === '/usr/bin/containerd-shim-runc-v2');
  /** A command line cannot carry NUL, so ctr was never run with these. */
  const withNul = daemons.names.filter(({ name }) => name?.includes('\0'));
  const leftOut = new Set([...notUtf8, ...realProgram, ...withNul]);
  const names = daemons.names.filter((record) => !leftOut.has(record));
  const world: VectorWorld = { PATH: '$ROOT/b1', cwd: '$ROOT/cwd', containerd: '$ROOT/opt/containerd' };

  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'shimdex-names-'));
    for (const place of ['b1', 'cwd', 'opt']) mkdirSync(join(directory, place));
    writeFileSync(join(directory, 'opt', 'containerd'), '');
    for (const shim of daemons.meta.installed_shims) {
      writeFileSync(join(directory, 'b1', shim), script, { mode: 0o755 });
    }
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('are 403, of which 14 are left out', () => {
    const counts = [daemons.names, notUtf8, realProgram, withNul].map(({ length }) => length);
    expect(counts).toEqual([403, 10, 1, 3]);
  });

  it.each(names)('resolveRuntime() predicts the result of $name', ({ name = '', results }) => {
    for (const [release, go] of daemonReleases) {
      const actual = ctrOutcome(name, factsOf(world, directory, release, go));

      const { executed, error } = results[release] ?? results['all'] ?? {};
      const paths = executed?.map((shim) => join(directory, 'b1', shim));
      const expected = daemonOutcome({ executed: paths, error }, inRoot(directory));
      expect({ release, ...actual }).toEqual({ release, ...expected });
    }
  });
});
