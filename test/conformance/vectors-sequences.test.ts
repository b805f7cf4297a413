import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containerdRules } from '../../src/core/containerd/release.ts';
import { toBinaryName } from '../../src/core/containerd/runtime-name.ts';
import { ensureDirectory, inRoot } from './layout.ts';
import {
  buildWorld,
  daemonReleases,
  factsOf,
  lookUpOutcome,
  type Outcome,
  script,
  type VectorWorld,
  vectors,
} from './vector-world.ts';

interface Step {
  readonly op: 'resolve' | 'restart' | 'setenv-PATH' | FileStep['op'];
  readonly [field: string]: string | undefined;
}

interface FileStep {
  readonly op: 'write' | 'remove' | 'chmod' | 'rename' | 'mkdir' | 'symlink';
}

interface Sequence {
  readonly id: string;
  readonly steps: readonly Step[];
}

type Results = Readonly<Record<string, readonly Outcome[]>>;

const { sequences } = vectors<{ sequences: readonly (Sequence & VectorWorld & { expect: Results })[] }>(
  'lookpath.json',
);
const daemons = vectors<{ sequences: readonly (Sequence & { results: Results })[] }>('containerd_e2e.json');
const daemonWorld: VectorWorld = { PATH: '$ROOT/b1:$ROOT/b2', cwd: '$ROOT/cwd', containerd: '$ROOT/opt/containerd' };

describe.each(sequences)('sequence $id', ({ steps, expect: results, ...world }) => {
  it('lookUp() finds what a containerd finds that has not looked before', async () => {
    for (const [key, outcomes] of Object.entries(results)) {
      const [release = '', go = ''] = key.replace('containerd-', '').split('/');
      const played = await new Player(world, release, go).play(steps, outcomes);

      expect(played.length).toBeGreaterThan(0);
      for (const { actual, expected } of played) expect({ key, ...actual }).toEqual({ key, ...expected });
    }
  });
});

describe.each(daemons.sequences)('daemon in sequence $id', ({ steps, results }) => {
  it('lookUp() finds what a daemon executes that has not looked before', async () => {
    for (const [release, go] of daemonReleases) {
      const played = await new Player(daemonWorld, release, go).play(steps, results[release] ?? []);

      expect(played.length).toBeGreaterThan(0);
      for (const { actual, expected } of played) expect({ release, ...actual }).toEqual({ release, ...expected });
    }
  });
});

/**
 * A containerd that found a binary once answers from memory from then on; ours is one that has not looked before. So a
 * step that asks again for what was found already is left out, until a restart.
 */
class Player {
  #world: VectorWorld;
  readonly #release: string;
  readonly #go: string;
  #directory = '';
  #remembered = new Set<string>();

  constructor(world: VectorWorld, release: string, go: string) {
    this.#world = world;
    this.#release = release;
    this.#go = go;
  }

  async play(steps: readonly Step[], outcomes: readonly Outcome[]): Promise<{ actual: Outcome; expected: Outcome }[]> {
    this.#directory = await buildWorld(this.#world, []);
    const spelt = inRoot(this.#directory);
    const expected = outcomes[Symbol.iterator]();
    return steps.flatMap((step) => {
      if (step.op !== 'resolve') {
        this.#act(step);
        return [];
      }
      const wanted = asLookUp(expected.next().value ?? {}, spelt);
      const actual = this.#ask(spelt(step['name'] ?? ''));
      return actual === undefined ? [] : [{ actual, expected: wanted }];
    });
  }

  #act(step: Step): void {
    if (step.op === 'restart') this.#remembered = new Set();
    else if (step.op === 'setenv-PATH') this.#world = { ...this.#world, PATH: step['value'] ?? null };
    else if (step.op !== 'resolve') changes[step.op](join(this.#directory, step['path'] ?? ''), step, this.#directory);
  }

  #ask(name: string): Outcome | undefined {
    const binary = name.startsWith('/') ? undefined : toBinaryName(name, containerdRules(this.#release));
    if (binary !== undefined && this.#remembered.has(binary)) return undefined;
    const outcome = lookUpOutcome(name, factsOf(this.#world, this.#directory, this.#release, this.#go));
    if (binary !== undefined && outcome.path !== undefined) this.#remembered.add(binary);
    return outcome;
  }
}

/** `b1/containerd-shim-foo-v1[tag]` was executed; where nothing was executed, ctr's line quotes containerd. */
function asLookUp({ path, error, executed }: Outcome, spelt: (text: string) => string): Outcome {
  const found = path ?? executed?.[0]?.replace(/\[.*\]$/, '');
  if (found !== undefined) return { path: spelt(found), error: undefined };
  const inner = error?.replace('ctr: failed to start shim: ', '').replace(/: unknown$/, '');
  return { path: undefined, error: inner && spelt(inner) };
}

const changes: Readonly<Record<FileStep['op'], (path: string, step: Step, root: string) => void>> = {
  write: (path, step) => {
    ensureDirectory(dirname(path));
    writeFileSync(path, script);
    chmodSync(path, Number.parseInt(step['mode'] ?? '0755', 8));
  },
  remove: (path) => rmSync(path, { recursive: true }),
  chmod: (path, step) => chmodSync(path, Number.parseInt(step['mode'] ?? '', 8)),
  rename: (path, step, root) => renameSync(path, join(root, step['to'] ?? '')),
  mkdir: (path) => ensureDirectory(path),
  symlink: (path, step) => {
    ensureDirectory(dirname(path));
    symlinkSync(step['target'] ?? '', path);
  },
};
