import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginShapes } from '../../src/core/containerd/config/schema/plugins.ts';
import type { Shape } from '../../src/core/containerd/config/schema/shape.ts';
import { pluginsOfSomeBuilds, registeredPlugins } from '../../src/core/containerd/config/start/registered.ts';
import { HandlersAnswer } from '../../src/model/answers.ts';
import { calls, readAnswers } from '../../src/sources/containerd-socket/questions.ts';
import { callGrpc } from '../../src/sources/grpc/call.ts';
import { eventually } from '../eventually.ts';
import { seedsWith } from '../seeds.ts';
import { bootConfigHost, type ConfigHost } from './cri-config/live/config-host.ts';
import { criLayouts } from './cri-config/live/cri-layouts.ts';
import { generous } from './cri-config/live/cri-status.ts';
import { randomLayout } from './cri-config/live/random-layout.ts';
import { dumpOf, ending, recordedEnding, withoutZeros } from './cri-config/observed.ts';
import { recordedDump, runOf } from './cri-config/recorded.ts';
import type { Handler, Layout } from './cri-config/vector.ts';
import { recordedWarnings, warningsOf } from './cri-config/warnings.ts';
import { debian12, debian13, debianSid } from './dockerd/recipes.ts';

const seeds = seedsWith(20_261_128);
const layoutsPerSeed = 32;
const criService = 'io.containerd.grpc.v1.cri';

describe.each([
  ['1.6', debian12],
  ['1.7', debian13],
  ['2.1', debianSid],
] as const)('containerd %s', (release, recipe) => {
  let host: ConfigHost;
  beforeAll(async () => {
    host = await bootConfigHost(recipe);
  }, 240_000);
  afterAll(() => host?.machine.stop());

  it('has the expected release', () => expect(host.version.startsWith(`${release}.`)).toBe(true));

  it('has no plugin with a key that shimdex does not know', () => {
    const shapes = pluginShapes(host.release);
    const unknown = Object.entries(host.defaults.plugins).flatMap(([uri, section]) => {
      const shape = shapes.get(uri);
      if (shape === undefined) return pluginsOfSomeBuilds.includes(uri) ? [] : [uri];
      return unknownKeys(section, shape).map((key) => `${uri} ${key}`);
    });
    expect(unknown).toEqual([]);
  });

  it('answers over its socket what ctr prints', { timeout: 120_000 }, () => compareAnswers(host));

  it.each(seeds)(
    'config dump prints what shimdex reads, in random layouts of seed %i',
    { timeout: 300_000 },
    async (seed) => {
      await fc.assert(
        fc.asyncProperty(randomLayout(host.defaults.plugins), (layout) => compareDump(host, layout)),
        { seed, numRuns: layoutsPerSeed },
      );
    },
  );

  it.each(criLayouts)('CRI serves the handlers that shimdex lists: $id', { timeout: 120_000 }, async (layout) => {
    await compareCri(host, layout);
  });
});

/** The keys of a table that no field of the struct is for, with the names of the tables that lead to them. */
function unknownKeys(table: Readonly<Record<string, unknown>>, shape: Shape): string[] {
  return Object.entries(table).flatMap(([key, value]) => {
    const field = shape.kind === 'struct' ? shape.fields.get(key)?.shape : shape.kind === 'map' ? shape.of : undefined;
    if (field === undefined) return [key];
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && field.kind !== 'any';
    return isTable ? unknownKeys(value as typeof table, field).map((inner) => `${key} ${inner}`) : [];
  });
}

/** The plugins that `ctr plugins ls` lists, as in `io.containerd.grpc.v1.cri ok`. */
function pluginsIn(table: string): string[] {
  const rows = table.trimEnd().split('\n').slice(1);
  return rows.map((row) => row.trim().split(/\s+/)).map(([type, id, ...more]) => `${type}.${id} ${more.at(-1)}`);
}

async function compareAnswers(host: ConfigHost): Promise<void> {
  const start = await host.start({ root: '/', args: [], cwd: '/' });
  if (!start.started) throw new Error(start.message);
  const { containerd } = start;
  try {
    const { facts, trouble } = readAnswers(await callGrpc(containerd.socket, calls, generous()));
    const [versions, plugins, status] = await Promise.all([
      host.ctr('version'),
      host.ctr('plugins', 'ls'),
      containerd.status(),
    ]);

    expect(trouble).toBeUndefined();
    expect(facts.version).toBe(/Server:\s+Version:\s+(\S+)/.exec(versions)?.[1]);
    expect(facts.plugins?.map(({ plugin, state }) => `${plugin} ${state}`).sort()).toEqual(pluginsIn(plugins).sort());
    expect(facts.deprecations).toEqual([]);
    const served = 'served' in status ? Object.keys(status.served.handlers) : undefined;
    expect(facts.cri?.served === true ? [...facts.cri.handlers.keys()] : []).toEqual(served);
    const everywhere = facts.plugins?.map(({ plugin }) => plugin).filter((uri) => !pluginsOfSomeBuilds.includes(uri));
    expect(everywhere?.sort()).toEqual([...registeredPlugins(host.release)].sort());
    // A command waits half a second, which may be too short on a busy machine.
    await eventually(async () => {
      const { stdout } = await host.machine.shimdex(['handlers', '--json']);
      expect(HandlersAnswer.parse(JSON.parse(stdout)).handlers).toMatchObject([{ handler: 'runc', served: true }]);
    });
  } finally {
    await containerd.stop();
  }
}

/**
 * Of a section that has two names in a file of version 1, 2.x takes the one that its map happens to have last. Of two
 * spellings of `plugins` in one file, shimdex takes the tables together, where 2.x has rules of its own for other values.
 */
function isLeftOut({ files }: Layout): boolean {
  return files.some(({ content = '' }) => {
    const spellings = new Set(content.match(/(?<=^\[)plugins(?=\.)/gim));
    const hasTwoNames = ['grpc.v1.cri', 'internal.v1.opt'].some(
      (name) => content.includes(name) && new RegExp(`plugins\\.${name.split('.').at(-1)}\\b`, 'i').test(content),
    );
    return spellings.size > 1 || hasTwoNames;
  });
}

async function compareDump(host: ConfigHost, layout: Layout): Promise<void> {
  if (host.version.startsWith('2.') && isLeftOut(layout)) return;
  const placed = host.place(layout);
  const dump = await host.dump(placed);
  const config = host.read(placed);
  host.remove(placed);

  const ours = { ...ending(config.dump), ...dumpOf(config) };
  expect(withAnyKey(ours)).toEqual(withAnyKey(recordedDump(dump, `containerd-${host.version}`)));
  if (dump.exit === 0) expect(warningsOf(config, 'dump')).toEqual(recordedWarnings(dump.log));
}

async function compareCri(host: ConfigHost, layout: Layout): Promise<void> {
  const placed = host.place(layout);
  const config = host.read(placed);
  const start = await host.start(placed);
  if (!start.started) {
    expect(ending(config.start)).toEqual(recordedEnding(start.message.replace(/^containerd: /, ''), undefined));
    return;
  }
  try {
    const status = await start.containerd.status();
    const failure = start.containerd.failureOf(criService);
    const { stdout } = await host.machine.shimdex(['handlers', '--json']);
    const answer = HandlersAnswer.parse(JSON.parse(stdout));
    const state = config.cri?.plugins.get(criService);

    expect(state?.ok === false ? state.error : undefined).toBe(failure);
    if ('refused' in status) {
      expect(status.refused).toBe('unknown service runtime.v1.RuntimeService');
      expect([config.cri?.served, answer.cri.state]).toEqual([false, 'not-served']);
      return;
    }
    const { default_runtime_name: defaultName, handlers } = status.served;
    const names = Object.keys(handlers).sort();
    expect(runOf(config)).toMatchObject({ cri_served: true, cri: { default_runtime_name: defaultName } });
    expect(runOf(config)['cri']).toEqual({
      default_runtime_name: defaultName,
      handlers: withoutZeros(handlers as Readonly<Record<string, Handler>>),
    });
    expect(answer).toMatchObject({ cri: { state: 'served' }, defaultHandler: defaultName });
    expect(answer.handlers.map(({ handler }) => handler).sort()).toEqual(names);
  } finally {
    await start.containerd.stop();
  }
}

/** Of several bad keys containerd names the one that its map happens to have first. */
function withAnyKey({ error, ...dump }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...dump, error: String(error).replace(/(invalid plugin key URI )"[^"]*"/, '$1ANY') };
}
