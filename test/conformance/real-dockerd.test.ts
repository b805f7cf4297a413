import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import type { Runtime } from '../../src/model/inventory/runtime.ts';
import type { Resolution } from '../../src/model/resolution.ts';
import { dockerd as parsed } from '../builders.ts';
import type { DebianRecipe } from '../e2e/debian-tree.ts';
import { daemonFiles, namesIn } from './dockerd/daemon-files.ts';
import {
  configFile,
  type Dockerd,
  type DockerdOptions,
  machineFlags,
  startContainerd,
  startDockerd,
} from './dockerd/daemons.ts';
import { type Fate, foretold, importImage, type Met, meetFate } from './dockerd/fate.ts';
import { inLanes } from './dockerd/lanes.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { names } from './dockerd/names.ts';
import { debian12, debian13 } from './dockerd/recipes.ts';
import { containerdCwd, containerdPath, installShims } from './dockerd/shims.ts';
import { startError } from './dockerd/start-error.ts';
import { runShimdex } from './shimdex.ts';

/** A name that shimdex was wrong about. */
interface Difference {
  readonly name: string;
  readonly foretold: Foretold;
  readonly met: Met;
}

/** The fate of a name, and the OCI runtime behind it where it is known. */
interface Foretold {
  readonly fate: Fate | undefined;
  readonly ociRuntime: string | undefined;
}

/** A dockerd to ask. */
interface Release {
  readonly recipe: DebianRecipe;
  readonly docker: string;
  readonly preflight: 'create' | 'start';
  readonly names: readonly string[];
  /** Files that it does not start with, and why. */
  readonly refuses: Readonly<Record<string, string>>;
}

/** 20.10 has no implicit runtimes: a few names that it does not know stand for all, and none can be the default. */
const releases: readonly Release[] = [
  { recipe: debian13, docker: '26.1', preflight: 'create', names, refuses: {} },
  {
    recipe: debian12,
    docker: '20.10',
    preflight: 'start',
    names: names.slice(0, 30),
    refuses: { 'names that are others': "specified default runtime 'io.containerd.second.v1' does not exist" },
  },
];

const patience = { timeout: 60_000, interval: 100 };

it('asks for enough names', () => {
  expect(names.length).toBeGreaterThanOrEqual(80);
});

describe.each(releases)('dockerd $docker', ({ recipe, docker, preflight, names, refuses }) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await bootMachine(recipe);
    await installShims(machine);
    await startContainerd(machine, containerdPath, containerdCwd);
    const dockerd = await started({ config: null });
    await importImage(machine, dockerd.api);
    await dockerd.stop();
  }, 240_000);
  afterAll(() => machine?.stop());

  // By the built program. The other questions go to one process, which runs the commands from the sources.
  it('is found as it runs, and so is its containerd', async () => {
    const dockerd = await started({ config: null });
    try {
      const command = ['resolve', `--root=${machine.tree}`, '--json', 'runc'];
      const { stdout, stderr } = await runShimdex(command, machine.enter);
      if (stdout === '') throw new Error(`shimdex printed nothing: ${stderr}`);
      const resolution = JSON.parse(stdout) as Resolution;

      const heard = ['containerd-process', 'docker-engine'].map((source) => ({ source, state: 'read' }));
      expect(resolution).toMatchObject({ sources: expect.arrayContaining(heard) });
      expect(resolution.note).toMatch(/^containerd \(pid \d+\) caches the path/);
      expect((await dockerd.info()).version).toMatch(`${docker}.`);
    } finally {
      await dockerd.stop();
    }
  });

  it.each(daemonFiles.filter(({ id }) => refuses[id] !== undefined))('$id: is refused as foretold', async (file) => {
    const { config, args = [] } = file;
    const bytes = Buffer.from(config ?? '');
    const flags = [...machineFlags, ...args];
    const { error } = evaluateDocker(parsed({ configFile, bytes, flags, version: docker }));

    const start = await startDockerd(machine, file);

    expect(error?.message).toMatch(refuses[file.id] ?? '');
    expect(start.started ? 'started' : startError(start.message)).toBe(error?.message);
  });

  describe.each(daemonFiles.filter(({ id }) => refuses[id] === undefined))('$id', (file) => {
    it('resolve predicts what happens to every name', { timeout: 300_000 }, async () => {
      const asked = [...new Set([...names, ...namesIn(file)])];
      const dockerd = await started(file);
      try {
        const resolutions = await ask<readonly Resolution[]>('resolve', '--json', '--client=docker', '--', ...asked);
        const { runtimes } = await ask<{ readonly runtimes: readonly Runtime[] }>('list', '--json');
        const differing: Difference[] = [];
        await inLanes(3, asked, async (name, index) => {
          const resolution = resolutions[index];
          const told: Foretold = {
            fate: resolution?.name === name ? foretold(resolution, preflight) : undefined,
            ociRuntime: runtimes.find((runtime) => runtime.name === name)?.ociRuntime?.resolvedPath,
          };
          const met = await meetFate(name, machine, dockerd.api);
          const isOther = told.ociRuntime !== undefined && resolution?.available && told.ociRuntime !== met.ociRuntime;
          if (isOther || !isDeepStrictEqual(told.fate, met.fate)) differing.push({ name, foretold: told, met });
        });

        expect(differing).toEqual([]);
      } finally {
        await dockerd.stop();
      }
    });
  });

  async function started(options: DockerdOptions): Promise<Dockerd> {
    const start = await startDockerd(machine, options);
    if (!start.started) throw new Error(`dockerd did not start: ${start.message}`);
    return start.dockerd;
  }

  /** On a busy machine dockerd may not answer shimdex in time: an answer without it is asked again. */
  async function ask<T>(...args: readonly string[]): Promise<T> {
    return await vi.waitFor(async () => {
      const { stdout, stderr } = await machine.shimdex(args);
      if (stdout === '') throw new Error(`shimdex printed nothing: ${stderr}`);
      const answer = JSON.parse(stdout) as T;
      const engine = expect.objectContaining({ source: 'docker-engine', state: 'read' });
      expect([answer].flat()[0]).toMatchObject({ sources: expect.arrayContaining([engine]) });
      return answer;
    }, patience);
  }
});
