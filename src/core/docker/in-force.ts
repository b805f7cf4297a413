import type { DockerFacts, DockerRuntimes, EngineFacts } from '../../model/observation.ts';
import { foretell } from './drift.ts';
import { runningRuntimes } from './running-runtimes.ts';
import type { DockerInput } from './start.ts';

/** A configuration that could be read, and what dockerd makes of it. */
export interface ReadConfig {
  readonly input: DockerInput;
  readonly onDisk: DockerRuntimes;
}

/**
 * The facts about a dockerd whose running Engine was heard: its runtimes are those in force, what its configuration
 * makes of them stands beside. `docker` holds what the configuration made when it was good last; where it cannot be
 * read there is nothing to compare.
 */
export function underEngine(docker: DockerFacts, engine: EngineFacts, config: ReadConfig | undefined): DockerFacts {
  const runtimes = runningRuntimes(engine, docker.runtimes, docker.version);
  if (config === undefined) return { ...docker, present: true, runtimes };
  const { input, onDisk } = config;
  return {
    ...docker,
    present: true,
    runtimes,
    onDisk,
    ...(onDisk.error === undefined ? {} : { configError: onDisk.error }),
    drift: foretell(engine, onDisk, input),
  };
}
