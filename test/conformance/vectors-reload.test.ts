import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dockerd } from '../../src/core/docker/config/dockerd.ts';
import { configRules } from '../../src/core/docker/config/release.ts';
import { applyReload } from '../../src/core/docker/reload.ts';
import { showRuntimes, showTheSame } from '../../src/core/docker/shown-runtime.ts';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import type { ShownRuntime, ShownRuntimes } from '../../src/model/host/docker-facts.ts';
import { dockerd as parsed } from '../builders.ts';

interface Info {
  readonly Runtimes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly DefaultRuntime: string;
}
interface Step {
  readonly config: unknown;
  readonly info?: Info;
  readonly crash?: readonly string[];
  readonly log?: readonly string[];
}
interface Sequence {
  readonly id: string;
  readonly dockerd: string;
  readonly args: readonly string[];
  readonly steps?: readonly Step[];
  readonly error?: string;
}
interface Variant {
  readonly id: string;
  readonly daemon_json: string | null;
  readonly args: readonly string[];
  readonly results: Readonly<Record<string, { readonly started: boolean } & Partial<Info>>>;
}

const { reload, variants } = JSON.parse(
  readFileSync(new URL('../fixtures/vectors/dockerd_e2e.json', import.meta.url), 'utf8'),
) as { reload: Sequence[]; variants: Variant[] };

/** The rows of the file; fewer means that some were lost on the way here. */
const expectedSequences = 90;
const daemons = ['20.10.24', '24.0.9', '26.1.5', '28.5.2', 'HEAD'];

it('has every recorded sequence', () => {
  expect(reload).toHaveLength(expectedSequences);
  expect([...new Set(reload.map(({ dockerd }) => dockerd))].sort()).toEqual(daemons);
});

describe('applyReload() does what the real daemon did', () => {
  it.each(reload.map((each) => [`${each.dockerd} ${each.id}`, each] as const))('%s', (_name, sequence) => {
    const [first, ...later] = sequence.steps ?? [];
    if (first === undefined) {
      expect(`${evaluateDocker(inputOf(sequence, {})).error?.message}\n`).toBe(sequence.error);
      return;
    }
    let running = showRuntimes(evaluateDocker(inputOf(sequence, first.config)), rulesOf(sequence.dockerd));
    expectShown(running, first.info);
    for (const step of later) {
      const outcome = applyReload(running, inputOf(sequence, step.config));
      if (outcome.kind === 'applied') {
        expect(step.crash).toBeUndefined();
        expect(complaintIn(step)).toBe('');
        running = outcome.shown;
      } else if (outcome.kind === 'crashed') expect(outcome.message).toBe(step.crash?.[0]);
      else expect(complaintIn(step)).toContain(outcome.message);
      if (outcome.kind !== 'crashed') expectShown(running, step.info);
    }
  });
});

describe.each(daemons)('showRuntimes() shows what %s showed', (daemon) => {
  const started = variants.flatMap((one) => {
    const result = one.results[daemon];
    return result?.started && result.Runtimes !== undefined && result.DefaultRuntime !== undefined
      ? [[one.id, one, { Runtimes: result.Runtimes, DefaultRuntime: result.DefaultRuntime }] as const]
      : [];
  });

  it.each(started)('%s', (_id, one, info) => {
    const { daemon_json, args } = one;
    const docker = evaluateDocker(inputOf({ dockerd: daemon, args }, daemon_json ?? undefined));
    expectShown(showRuntimes(docker, rulesOf(daemon)), info);
  });

  it.each(started)('%s, and a reload without a change keeps the default', (_id, one, info) => {
    const input = inputOf({ dockerd: daemon, args: one.args }, one.daemon_json ?? undefined);
    const outcome = applyReload(shownIn(info), input);
    // A file that sets `runtimes` to null is one that a release before 25 does not survive.
    if (outcome.kind === 'applied') expect(outcome.shown.defaultRuntime).toBe(info.DefaultRuntime);
    else expect([daemon, one.id]).toEqual([expect.stringMatching(/^2[04]\./), 'type-runtimes-null']);
  });
});

function rulesOf(dockerd: string) {
  return configRules(versionOf(dockerd));
}

function versionOf(dockerd: string): string {
  return dockerd === 'HEAD' ? '29.7.2' : dockerd;
}

function inputOf({ dockerd, args }: Pick<Sequence, 'dockerd' | 'args'>, config: unknown): Dockerd {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return parsed({
    configFile: '$W/daemon.json',
    explicit: true,
    bytes: Buffer.from(text ?? '{}'),
    flags: ['--data-root=$W/data', ...args],
    version: versionOf(dockerd),
  });
}

function expectShown(shown: ShownRuntimes, info: Info | undefined): void {
  const told = shownIn(info ?? { Runtimes: {}, DefaultRuntime: 'nothing recorded' });
  expect(shown.defaultRuntime).toBe(told.defaultRuntime);
  expect([...shown.runtimes.keys()].sort()).toEqual([...told.runtimes.keys()].sort());
  for (const [name, each] of told.runtimes) {
    expect([name, shown.runtimes.get(name), showTheSame(shown.runtimes.get(name), each)]).toEqual([
      name,
      shown.runtimes.get(name),
      true,
    ]);
  }
}

function shownIn({ Runtimes, DefaultRuntime }: Info): ShownRuntimes {
  const runtimes = Object.entries(Runtimes).map(([name, { path, runtimeArgs, runtimeType, options }]) => {
    const shown = { path, args: runtimeArgs, runtimeType, options };
    return [name, Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined))] as const;
  });
  return { defaultRuntime: DefaultRuntime, runtimes: new Map<string, ShownRuntime>(runtimes) };
}

/** What the daemon logged in addition to the reload itself, without the quotes of its log. */
function complaintIn({ log = [] }: Step): string {
  return log
    .filter((line) => line.includes('level=error'))
    .join('\n')
    .replaceAll('\\"', '"');
}
