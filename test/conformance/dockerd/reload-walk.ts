import type { Dockerd } from '../../../src/core/docker/config/dockerd.ts';
import { dockerd as parsed } from '../../builders.ts';
import { configFile, type EngineInfo, machineFlags, type Reload, startDockerd } from './daemons.ts';
import type { Machine } from './machine.ts';
import type { ReloadSequence } from './reload-sequences.ts';
import { startError } from './start-error.ts';

/** What a dockerd did with a sequence: why it did not start, or how it took the steps. */
export type Walk =
  | { readonly id: string; readonly started: false; readonly message: string }
  | {
      readonly id: string;
      readonly started: true;
      /** What it was started with. */
      readonly input: Dockerd;
      /** What it showed then. */
      readonly engine: EngineInfo;
      readonly steps: readonly Step[];
    };

/** One reload: what it read, and what came of it. */
export interface Step {
  readonly input: Dockerd;
  readonly met: Reload;
}

/** Starts a dockerd with the first configuration and has it reload the others, as long as it lives. */
export async function walk(machine: Machine, { id, args, configs }: ReloadSequence): Promise<Walk> {
  const [first = null, ...later] = configs;
  const start = await startDockerd(machine, { config: first, args });
  if (!start.started) return { id, started: false, message: startError(start.message) };
  const { dockerd } = start;
  try {
    const engine = await dockerd.info();
    const steps: Step[] = [];
    for (const config of later) {
      const met = await dockerd.reload(config);
      steps.push({ input: inputOf(config, args, engine.version), met });
      if (met.kind === 'crashed') break;
    }
    return { id, started: true, input: inputOf(first, args, engine.version), engine, steps };
  } finally {
    await dockerd.stop();
  }
}

/** What a dockerd of the machine is given. */
export function inputOf(config: string | null, args: readonly string[], version: string): Dockerd {
  const bytes = config === null ? undefined : Buffer.from(config);
  return parsed({ configFile, bytes, flags: [...machineFlags, ...args], version });
}
