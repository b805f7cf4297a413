import { isDeepStrictEqual } from 'node:util';
import type { Dockerd as DockerdInput } from '../../../src/core/docker/config/dockerd.ts';
import { dockerd as parsed } from '../../builders.ts';
import { configFile, type Dockerd, type EngineInfo, machineFlags, type Reload, startDockerd } from './daemons.ts';
import type { Machine } from './machine.ts';
import type { ReloadSequence } from './reload-sequences.ts';
import { startError } from './start-error.ts';

/** What a dockerd did with a sequence: why it did not start, or how it took the steps. */
export type Walk = NotStarted | Walked;

interface NotStarted {
  readonly id: string;
  readonly started: false;
  readonly message: string;
}

interface Walked {
  readonly id: string;
  readonly started: true;
  /** What it was started with. */
  readonly input: DockerdInput;
  /** What it showed then. */
  readonly engine: EngineInfo;
  readonly steps: readonly Step[];
}

/** One reload: what it read, and what came of it. */
export interface Step {
  readonly input: DockerdInput;
  readonly met: Reload;
}

/**
 * Has a dockerd of the machine walk each sequence: it is started with the first configuration, and reloads the others
 * as long as it lives. One that shows again what it showed at its start takes the next sequence with that start. It has
 * a history then, which makes no difference to a reload: only what is shown does.
 */
export async function walkAll(machine: Machine, sequences: readonly ReloadSequence[]): Promise<readonly Walk[]> {
  const walks = new Map<ReloadSequence, Walk>();
  let running: Running | undefined;
  for (const sequence of sequences.toSorted((one, other) => startOf(one).localeCompare(startOf(other)))) {
    if (running?.start !== startOf(sequence)) {
      await running?.dockerd.stop();
      running = undefined;
    }
    const started: Running | NotStarted = running ?? (await start(machine, sequence));
    if ('message' in started) {
      walks.set(sequence, started);
    } else {
      const walked = await walk(started, sequence);
      walks.set(sequence, walked);
      running = await reset(started, sequence, walked);
    }
  }
  await running?.dockerd.stop();
  return sequences.flatMap((sequence) => walks.get(sequence) ?? []);
}

/** A dockerd that shows what it showed when it was started with its arguments and first configuration. */
interface Running {
  readonly start: string;
  readonly dockerd: Dockerd;
  readonly engine: EngineInfo;
}

function startOf({ args, configs: [first = null] }: ReloadSequence): string {
  return JSON.stringify([args, first]);
}

async function start(machine: Machine, sequence: ReloadSequence): Promise<Running | NotStarted> {
  const { id, args, configs } = sequence;
  const outcome = await startDockerd(machine, { config: configs[0] ?? null, args });
  if (!outcome.started) return { id, started: false, message: startError(outcome.message) };
  const { dockerd } = outcome;
  return { start: startOf(sequence), dockerd, engine: await dockerd.info() };
}

async function walk({ dockerd, engine }: Running, { id, args, configs }: ReloadSequence): Promise<Walked> {
  const [first = null, ...later] = configs;
  const steps: Step[] = [];
  for (const config of later) {
    const met = await dockerd.reload(config);
    steps.push({ input: inputOf(config, args, engine.version), met });
    if (met.kind === 'crashed') break;
  }
  return { id, started: true, input: inputOf(first, args, engine.version), engine, steps };
}

/** Leads the dockerd back to its start, or stops it where a reload of its first configuration does not do that. */
async function reset(running: Running, { configs }: ReloadSequence, { steps }: Walked): Promise<Running | undefined> {
  const { dockerd, engine } = running;
  const [first = null] = configs;
  const met = steps.at(-1)?.met;
  const last = configs.at(-1) === first || met?.kind === 'crashed' ? met : await dockerd.reload(first);
  const { version: _, ...shown } = engine;
  if (last?.kind === 'applied' && isDeepStrictEqual(last.shown, shown)) return running;
  await dockerd.stop();
  return undefined;
}

/** What a dockerd of the machine is given. */
export function inputOf(config: string | null, args: readonly string[], version: string): DockerdInput {
  const bytes = config === null ? undefined : Buffer.from(config);
  return parsed({ configFile, bytes, flags: [...machineFlags, ...args], version });
}
