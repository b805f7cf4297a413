import type { ContainerdFacts, DockerFacts, DockerRuntimes } from '../model/observation.ts';
import type { SourceName, SourceState } from '../model/source.ts';

/** Facts, and what the sources behind them said. */
export interface Told<T> {
  readonly facts: T;
  readonly states: readonly SourceState[];
}

/**
 * Remembers what each source said while it could be read and made sense, and says it again while it cannot: an old
 * truth beats half a truth. Whoever reads it is told so by the source's state.
 */
export class LastGood {
  #containerd: ContainerdFacts | undefined;
  #docker: { readonly configFile: string; readonly runtimes: DockerRuntimes } | undefined;

  /** A process that lives on but cannot be read keeps the facts it had; one that is gone has none. */
  containerd(told: Told<ContainerdFacts>, isAlive: (pid: number) => boolean): Told<ContainerdFacts> {
    const process = told.states.find((state) => state.source === 'containerd-process');
    const before = this.#containerd;
    if (process?.state !== 'unreadable') {
      this.#containerd = process?.state === 'read' ? told.facts : undefined;
      return told;
    }
    if (before?.pid === undefined || (told.facts.pid ?? before.pid) !== before.pid || !isAlive(before.pid)) return told;
    return { facts: before, states: markStale(told.states, 'containerd-process', process.message) };
  }

  /** A configuration that dockerd would refuse, or that cannot be read, leaves the runtimes of the last good one. */
  docker(told: Told<DockerFacts>): Told<DockerFacts> {
    const { error } = told.facts.runtimes;
    const config = told.states.find((state) => state.source === 'docker-config');
    if (error === undefined && config?.state !== 'unreadable') {
      this.#docker = { configFile: told.facts.configFile, runtimes: told.facts.runtimes };
      return told;
    }
    const message = error?.message ?? config?.message;
    if (this.#docker?.configFile !== told.facts.configFile) {
      return { facts: told.facts, states: mark(told.states, 'docker-config', 'unreadable', message) };
    }
    const { runtimes } = this.#docker;
    return {
      facts: { ...told.facts, runtimes, ...(error === undefined ? {} : { configError: error }) },
      states: markStale(told.states, 'docker-config', message),
    };
  }
}

function markStale(states: readonly SourceState[], source: SourceName, message: string | undefined): SourceState[] {
  return mark(states, source, 'stale', message);
}

function mark(
  states: readonly SourceState[],
  source: SourceName,
  state: SourceState['state'],
  message: string | undefined,
): SourceState[] {
  const marked: SourceState = { source, state, ...(message === undefined ? {} : { message }) };
  return [...states.filter((other) => other.source !== source), marked];
}
