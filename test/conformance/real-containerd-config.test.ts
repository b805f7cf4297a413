import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HandlersAnswer } from '../../src/model/answers.ts';
import { calls, readAnswers } from '../../src/sources/containerd-socket/questions.ts';
import { callGrpc } from '../../src/sources/grpc/call.ts';
import { eventually } from '../eventually.ts';
import { bootConfigHost, type ConfigHost } from './cri-config/live/config-host.ts';
import { criLayouts } from './cri-config/live/cri-layouts.ts';
import { generous } from './cri-config/live/cri-status.ts';
import { randomLayout } from './cri-config/live/random-layout.ts';
import { dumpOf, ending, recordedEnding, withoutZeros } from './cri-config/observed.ts';
import { recordedDump, runOf } from './cri-config/recorded.ts';
import type { Handler, Layout } from './cri-config/vector.ts';
import { recordedWarnings, warningsOf } from './cri-config/warnings.ts';
import { debian12, debian13 } from './dockerd/recipes.ts';

/** The seed of a run that failed, to repeat it; otherwise each run has a new one, which the name of the test shows. */
const given = Number.parseInt(process.env['SHIMDEX_TEST_SEED'] ?? '', 10);
const seeds = [20_261_128, Number.isNaN(given) ? Math.trunc(Math.random() * 2 ** 31) : given];
const layoutsPerSeed = 32;
const criService = 'io.containerd.grpc.v1.cri';

describe.each([
  ['1.6', debian12],
  ['1.7', debian13],
] as const)('containerd %s', (release, recipe) => {
  let host: ConfigHost;
  beforeAll(async () => {
    host = await bootConfigHost(recipe);
  }, 240_000);
  afterAll(() => host?.machine.stop());

  it('has the expected release', () => expect(host.version.startsWith(`${release}.`)).toBe(true));

  it('answers over its socket what ctr prints', { timeout: 120_000 }, () => compareAnswers(host));

  it.each(seeds)(
    'config dump prints what shimdex reads, in random layouts of seed %i',
    { timeout: 300_000 },
    async (seed) => {
      await fc.assert(
        fc.asyncProperty(randomLayout, (layout) => compareDump(host, layout)),
        { seed, numRuns: layoutsPerSeed },
      );
    },
  );

  it.each(criLayouts)('CRI serves the handlers that shimdex lists: $id', { timeout: 120_000 }, async (layout) => {
    await compareCri(host, layout);
  });
});

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
    expect(facts.cri).toEqual({ served: true, handlers: new Map(served?.map((name) => [name, []])) });
    // A command waits half a second, which may be too short on a busy machine.
    await eventually(async () => {
      const { stdout } = await host.machine.shimdex(['handlers', '--json']);
      expect(HandlersAnswer.parse(JSON.parse(stdout)).handlers).toMatchObject([{ handler: 'runc', served: true }]);
    });
  } finally {
    await containerd.stop();
  }
}

async function compareDump(host: ConfigHost, layout: Layout): Promise<void> {
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
