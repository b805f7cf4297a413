import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Difference, differences, foretell } from '../../src/core/docker/drift.ts';
import { applyReload } from '../../src/core/docker/reload.ts';
import { showTheSame } from '../../src/core/docker/shown-runtime.ts';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import { goQuote } from '../../src/core/go/quote.ts';
import type { DockerDrift, ReloadOutcome, ShownRuntimes } from '../../src/model/host/docker-facts.ts';
import { type Reload, startContainerd } from './dockerd/daemons.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { debian12, debian13 } from './dockerd/recipes.ts';
import { registrySequences, reloadSequences } from './dockerd/reload-sequences.ts';
import { inputOf, type Walk, walkAll } from './dockerd/reload-walk.ts';
import { containerdCwd, containerdPath, installShims } from './dockerd/shims.ts';

/** A reload that was foretold wrongly. */
interface WrongReload {
  readonly id: string;
  readonly step: number;
  readonly foretold: ReloadOutcome;
  readonly met: Reload;
}

/** What a difference was said to need, and what the reload made of it. */
interface Advice {
  readonly id: string;
  readonly step: number;
  readonly difference: Difference;
  /** What is shown is now what was wanted. */
  readonly isGone: boolean;
  /** The reload dropped a configured runtime that is wanted, and was there. */
  readonly isCostly: boolean;
}

/**
 * To spare the time, one does with two of three and the older one with every fourth: what others did is recorded in vectors.
 * The older one does not start with an implicit default.
 */
const releases = [
  {
    recipe: debian13,
    docker: '26.1',
    sequences: [...reloadSequences.filter((_, index) => index % 3 !== 2), ...registrySequences],
    walked: 135,
    notStarted: 0,
    differing: 166,
  },
  {
    recipe: debian12,
    docker: '20.10',
    sequences: reloadSequences.filter((_, index) => index % 4 === 0),
    walked: 44,
    notStarted: 6,
    differing: 77,
  },
];

describe.each(releases)('dockerd $docker', ({ recipe, docker, sequences, ...expected }) => {
  const { walked, notStarted, differing } = expected;
  let machine: Machine;
  let walks: readonly Walk[] = [];
  beforeAll(async () => {
    machine = await bootMachine(recipe);
    await installShims(machine);
    await startContainerd(machine, containerdPath, containerdCwd);
    walks = await walkAll(machine, sequences);
  }, 900_000);
  afterAll(() => machine?.stop());

  it('evaluateDocker() foretells which sequences do not start, and with which words', () => {
    const foretold = sequences.flatMap(({ id, args, configs: [first = null] }) => {
      const { error } = evaluateDocker(inputOf(first, args, docker));
      return error === undefined ? [] : [{ id, message: error.message }];
    });

    const met = walks.flatMap((each) => (each.started ? [] : [{ id: each.id, message: each.message }]));
    expect(met).toEqual(foretold);
    expect([walks.length - met.length, met.length]).toEqual([walked, notStarted]);
  });

  it('foretell() gives the /info after a start', () => {
    const wrong = walks.filter((each) => each.started && !startsAsForetold(each));

    expect(wrong).toEqual([]);
  });

  it('applyReload() foretells what SIGHUP makes of /info', () => {
    expect(walks.flatMap(wrongReloads)).toEqual([]);
  });

  it('differences() shows what a reload mends, and what only a restart does', () => {
    const advice = walks.flatMap(adviceOf);

    expect(advice).toHaveLength(differing);
    expect(advice.filter(({ difference: { needs }, isGone }) => needs === 'reload' && !isGone)).toEqual([]);
    const restart = advice.filter(({ difference: { needs } }) => needs === 'restart');
    expect(restart.filter(({ isGone, isCostly }) => isGone && !isCostly)).toEqual([]);
    expect(advice.filter(({ difference: { needs }, isCostly }) => needs === 'reload' && isCostly)).toEqual([]);
    expect(advice.some(({ isGone, isCostly }) => isGone && isCostly)).toBe(true);
    expect(restart).not.toHaveLength(0);
    expect(restart).not.toHaveLength(differing);
  });
});

function startsAsForetold({ engine, input }: Extract<Walk, { started: true }>): boolean {
  const { afterRestart } = foretell(engine, evaluateDocker(input), input);
  return afterRestart !== undefined && showEqually(afterRestart, engine);
}

function wrongReloads(walk: Walk): readonly WrongReload[] {
  if (!walk.started) return [];
  const { id, engine, steps } = walk;
  let running: ShownRuntimes = engine;
  return steps.flatMap(({ input, met }, step) => {
    const foretold = applyReload(running, input);
    const isRight = agree(foretold, met, running);
    // The next step starts from the prediction, so that an error cannot heal itself.
    running = foretold.kind === 'applied' ? foretold.shown : running;
    return isRight ? [] : [{ id, step, foretold, met }];
  });
}

/** Entries that a dockerd has by itself: a reload of 20.10 drops two of them whatever is configured. */
const stock: ReadonlySet<string> = new Set(['runc', 'io.containerd.runc.v2', 'io.containerd.runtime.v1.linux']);

function adviceOf(walk: Walk): readonly Advice[] {
  if (!walk.started) return [];
  const { id, engine, steps } = walk;
  return steps.flatMap(({ input, met }, step) => {
    const before = shownAfter(steps[step - 1]?.met) ?? engine;
    const running = { ...before, version: engine.version };
    const drift = foretell(running, evaluateDocker(input), input);
    const reached = (name: string | undefined) => isAsIn(shownAfter(met), wantedOf(drift), name);
    const isCostly = [...before.runtimes.keys()].some(
      (name) => !stock.has(name) && isAsIn(before, wantedOf(drift), name) && !reached(name),
    );
    return differences(running, drift).map((difference) => {
      return { id, step, difference, isGone: reached(difference.name), isCostly };
    });
  });
}

/** Of one that crashed nothing is left. */
function shownAfter(met: Reload | undefined): ShownRuntimes | undefined {
  return met === undefined || met.kind === 'crashed' ? undefined : met.shown;
}

/** What the configuration on disk comes to, where it comes to anything. */
function wantedOf({ afterReload, afterRestart }: DockerDrift): ShownRuntimes | undefined {
  return afterRestart ?? (afterReload.kind === 'applied' ? afterReload.shown : undefined);
}

/** Compares a runtime, or the default where no name is given. */
function isAsIn(one: ShownRuntimes | undefined, other: ShownRuntimes | undefined, name: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (name === undefined) return one.defaultRuntime === other.defaultRuntime;
  return showTheSame(one.runtimes.get(name), other.runtimes.get(name));
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
