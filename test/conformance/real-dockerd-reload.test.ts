import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showTheSame } from '../../src/core/docker/shown-runtime.ts';
import { applyReload } from '../../src/core/docker-reload.ts';
import type { DockerInput } from '../../src/core/docker-runtimes.ts';
import { goQuote } from '../../src/core/go-quote.ts';
import type { ReloadOutcome, ShownRuntimes } from '../../src/model/observation.ts';
import { configFile, machineFlags, type Reload, startContainerd, startDockerd } from './dockerd/daemons.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { debian12, debian13 } from './dockerd/recipes.ts';
import { type ReloadSequence, reloadSequences } from './dockerd/reload-sequences.ts';
import { containerdCwd, containerdPath, installShims } from './dockerd/shims.ts';

/** A reload that was foretold wrongly. */
interface Difference {
  readonly id: string;
  readonly step: number;
  readonly foretold: ReloadOutcome;
  readonly met: Reload;
}

/** The older one does with every other, to spare the time. */
const releases = [
  { recipe: debian13, docker: '26.1', sequences: reloadSequences },
  { recipe: debian12, docker: '20.10', sequences: reloadSequences.filter((_, index) => index % 2 === 0) },
];

it('reloads enough sequences', () => {
  expect(reloadSequences.length).toBeGreaterThanOrEqual(60);
});

describe.each(releases)('dockerd $docker', ({ recipe, sequences }) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await bootMachine(recipe);
    await installShims(machine);
    await startContainerd(machine, containerdPath, containerdCwd);
  }, 240_000);
  afterAll(() => machine?.stop());

  it('applyReload() foretells what SIGHUP makes of /info', { timeout: 240_000 }, async () => {
    const differing: Difference[] = [];
    let walked = 0;
    for (const sequence of sequences) {
      const outcome = await walk(sequence);
      if (outcome === undefined) continue;
      walked += 1;
      differing.push(...outcome);
    }

    expect(differing).toEqual([]);
    expect(walked).toBeGreaterThanOrEqual(60);
  });

  /** undefined where this release does not start with the first configuration. */
  async function walk({ id, args, configs }: ReloadSequence): Promise<readonly Difference[] | undefined> {
    const [first = null, ...later] = configs;
    const start = await startDockerd(machine, { config: first, args });
    if (!start.started) return undefined;
    const { dockerd } = start;
    const differing: Difference[] = [];
    try {
      const { version, ...shown } = await dockerd.info();
      let running: ShownRuntimes = shown;
      for (const [step, config] of later.entries()) {
        const foretold = applyReload(running, inputOf(config, args, version));
        const met = await dockerd.reload(config);
        if (!agree(foretold, met, running)) differing.push({ id, step, foretold, met });
        if (met.kind === 'crashed') break;
        // What was foretold goes on, so that an error cannot heal itself.
        running = foretold.kind === 'applied' ? foretold.shown : running;
      }
    } finally {
      await dockerd.stop();
    }
    return differing;
  }
});

function inputOf(config: string | null, args: readonly string[], version: string): DockerInput {
  const bytes = config === null ? undefined : Buffer.from(config);
  return { configFile, explicit: false, bytes, flags: [...machineFlags, ...args], version };
}

function agree(foretold: ReloadOutcome, met: Reload, running: ShownRuntimes): boolean {
  if (foretold.kind === 'applied') return met.kind === 'applied' && showEqually(foretold.shown, met.shown);
  if (foretold.kind === 'crashed') return met.kind === 'crashed' && met.log.includes(foretold.message);
  return met.kind === 'refused' && saysSo(foretold.message, met.log) && showEqually(running, met.shown);
}

/** The log quotes as Go does; `*` stands for a name that dockerd makes up. */
function saysSo(message: string, log: string): boolean {
  return message.split('*').every((piece) => log.includes(goQuote(piece).slice(1, -1)));
}

function showEqually(one: ShownRuntimes, other: ShownRuntimes): boolean {
  if (one.defaultRuntime !== other.defaultRuntime || one.runtimes.size !== other.runtimes.size) return false;
  return [...one.runtimes].every(([name, shown]) => showTheSame(shown, other.runtimes.get(name)));
}
