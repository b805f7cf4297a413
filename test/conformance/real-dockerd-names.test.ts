import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../../src/model/inventory/finding.ts';
import type { ResolutionAnswer } from '../../src/model/resolution.ts';
import type { DebianRecipe } from '../e2e/debian-tree.ts';
import { seedsWith } from '../seeds.ts';
import { type Dockerd, machineFlags, startContainerd, startDockerd, writeConfig } from './dockerd/daemons.ts';
import { type Fate, foretold, importImage, type Met, meetFate } from './dockerd/fate.ts';
import { inLanes } from './dockerd/lanes.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { installOciPrograms } from './dockerd/oci-programs.ts';
import { type RandomRuntimes, randomRuntimes } from './dockerd/random-runtimes.ts';
import { debian12, debian13, debianSidWithDocker } from './dockerd/recipes.ts';
import { containerdCwd, containerdPath, installShims } from './dockerd/shims.ts';
import { foretoldStart, isMessage, startError } from './dockerd/start-error.ts';

/** A configuration that shimdex was wrong about, or a name with it. */
interface Difference {
  readonly host: Omit<RandomRuntimes, 'names'>;
  readonly name?: string;
  readonly foretold: unknown;
  readonly met: unknown;
}

/** A dockerd to compare with. */
interface Release {
  readonly name: string;
  readonly recipe: DebianRecipe;
  readonly preflight: 'create' | 'start';
  /** Otherwise a containerd runs before, with another PATH and another working directory. */
  readonly startsContainerd: boolean;
}

/** How many names were compared with a dockerd that started, and what differed. */
interface Comparison {
  readonly names: number;
  readonly differing: readonly Difference[];
}

/**
 * What is left out, and why: the empty name, which is the default's; quotes and the like in a path with arguments, which a
 * shell reads; the PATH of a dockerd or containerd that does not run, which nobody knows; what a program prints that is
 * neither a shim nor an OCI runtime; and names after a reload that dockerd refused.
 */
const releases: readonly Release[] = [
  { name: '20.10', recipe: debian12, preflight: 'start', startsContainerd: false },
  { name: '26.1', recipe: debian13, preflight: 'create', startsContainerd: false },
  { name: '28.5', recipe: debianSidWithDocker, preflight: 'create', startsContainerd: true },
];

const seeds = seedsWith(20_261_201);
/** How many configurations with which dockerd starts each seed gives. */
const factor = Number(process.env['SHIMDEX_TEST_FACTOR'] ?? 1);
const timeout = 120_000 * factor;

describe.each(releases)('dockerd $name', ({ name: release, recipe, preflight, startsContainerd }) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await bootMachine(recipe);
    await installShims(machine);
    await installOciPrograms(machine);
    if (!startsContainerd) await startContainerd(machine, containerdPath, containerdCwd);
    const start = await startDockerd(machine, { config: null, startsContainerd });
    if (!start.started) throw new Error(`dockerd did not start: ${start.message}`);
    await importImage(machine, start.dockerd.api);
    const [version] = /^\d+\.\d+/.exec((await start.dockerd.info()).version) ?? [];
    expect(version).toBe(release);
    await start.dockerd.stop();
  }, 240_000);
  afterAll(() => machine?.stop());

  it.each(seeds)('resolve foretells what happens to each name, with seed %i', { timeout }, async (seed) => {
    const differing: Difference[] = [];
    let [started, names] = [0, 0];
    for (const host of fc.sample(randomRuntimes(), { seed, numRuns: 10 * factor })) {
      const compared = await compare(host);
      differing.push(...compared.differing);
      if (compared.names > 0) started += 1;
      names += compared.names;
      if (started === factor) break;
    }

    expect(differing).toEqual([]);
    expect(names).toBeGreaterThanOrEqual(15 * factor);
  });

  /** Asks for every name when dockerd has started, and again when it has reloaded the other file. */
  async function compare(host: RandomRuntimes): Promise<Comparison> {
    const { names, ...without } = host;
    // A containerd of its own has its PATH.
    const path = startsContainerd ? `${containerdPath}:${host.path}` : host.path;
    writeConfig(machine, host.config);
    const flags = [...machineFlags, ...host.args].map((flag) => `--dockerd-flag=${flag}`);
    const before = await resolve(names, flags);
    const start = await startDockerd(machine, { ...host, path, startsContainerd });
    if (!start.started) {
      return { names: 0, differing: await differencesOfStart(without, startError(start.message), flags) };
    }
    try {
      const during = await resolveByEngine(names);
      const unlike = names.flatMap((name, index) => {
        const [foretold, met] = [before[index], during[index]];
        return startsContainerd || isSame(foretold, met) ? [] : [{ name, foretold, met }];
      });
      const afterStart = await namesThatDiffer(names, during, start.dockerd);
      const reload = await start.dockerd.reload(host.next);
      // A file that it does not load is not what it runs, and 25 and later do not show what that is.
      const loaded = reload.kind === 'applied' ? names : [];
      const answers = loaded.length === 0 ? [] : await resolveByEngine(loaded);
      const afterReload = await namesThatDiffer(loaded, answers, start.dockerd);
      const differing = [...unlike, ...afterStart, ...afterReload].map((each) => ({ host: without, ...each }));
      return { names: names.length + loaded.length, differing };
    } finally {
      await start.dockerd.stop();
    }
  }

  async function differencesOfStart(
    host: Difference['host'],
    met: string,
    flags: readonly string[],
  ): Promise<readonly Difference[]> {
    const { findings } = await ask<{ readonly findings: readonly Finding[] }>('check', '--json', ...flags);
    const complaints = foretoldStart(findings);
    return complaints.some((complaint) => isMessage(complaint, met)) ? [] : [{ host, foretold: complaints, met }];
  }

  async function namesThatDiffer(
    names: readonly string[],
    answers: readonly ResolutionAnswer[],
    { api }: Dockerd,
  ): Promise<readonly Omit<Difference, 'host'>[]> {
    const differing: Omit<Difference, 'host'>[] = [];
    await inLanes(4, names, async (name, index) => {
      const answer = answers[index];
      const met = await meetFate(name, machine, api);
      if (answer?.name !== name || !isMet(answer, met)) {
        differing.push({ name, foretold: answer && fateOf(answer), met });
      }
    });
    return differing;
  }

  async function resolve(names: readonly string[], flags: readonly string[]): Promise<readonly ResolutionAnswer[]> {
    return await ask<readonly ResolutionAnswer[]>('resolve', '--json', '--client=docker', ...flags, '--', ...names);
  }

  /** On a busy machine dockerd may not answer shimdex in time: an answer without it is asked again. */
  async function resolveByEngine(names: readonly string[]): Promise<readonly ResolutionAnswer[]> {
    const engine = expect.objectContaining({ source: 'docker-engine', state: 'read' });
    return await vi.waitFor(
      async () => {
        const answers = await resolve(names, []);
        expect(answers[0]?.sources).toEqual(expect.arrayContaining([engine]));
        return answers;
      },
      { timeout: 60_000, interval: 100 },
    );
  }

  async function ask<T>(...args: readonly string[]): Promise<T> {
    const { stdout, stderr } = await machine.shimdex(args);
    if (stdout === '') throw new Error(`shimdex printed nothing: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  function fateOf(answer: ResolutionAnswer): Fate {
    return foretold(answer, preflight);
  }

  function isMet(answer: ResolutionAnswer, { fate, ociRuntime }: Met): boolean {
    // What another program prints than a shim or an OCI runtime is not known, only that no container starts.
    if (answer.available === false && answer.error === undefined) return (fate.start?.status ?? 0) >= 400;
    const { resolvedPath } = answer.ociRuntime ?? {};
    const isOther = answer.available && resolvedPath !== undefined && resolvedPath !== ociRuntime;
    return !isOther && isDeepStrictEqual(fateOf(answer), fate);
  }
});

/** Before dockerd runs, its PATH is not known: it looks there for a runtime with arguments. */
function isSame(before: ResolutionAnswer | undefined, during: ResolutionAnswer | undefined): boolean {
  if (before === undefined || during === undefined) return false;
  const { path, args = [] } = during.ociRuntime ?? {};
  return (args.length > 0 && path?.includes('/') === false) || isDeepStrictEqual(verdictOf(before), verdictOf(during));
}

function verdictOf({ name, verdict, permitted, available, refusal, path, ociRuntime, error }: ResolutionAnswer) {
  return { name, verdict, permitted, available, refusal, path, ociRuntime, error };
}
