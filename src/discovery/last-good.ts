import { markSource } from '../core/mark-source.ts';
import type { ContainerdFacts } from '../model/observation.ts';
import type { Reading } from '../sources/reading.ts';

type ContainerdReading = Pick<Reading<ContainerdFacts>, 'facts' | 'states'>;

/**
 * Remembers the last good facts about containerd, and gives them again while its process cannot be read: old facts are
 * better than half of the facts. The state of `containerd-process` shows it.
 */
export class LastGood {
  #containerd: ContainerdFacts | undefined;

  /** A process that lives on but cannot be read keeps its facts; a process that ended has none. */
  containerd(now: ContainerdReading, isAlive: (pid: number) => boolean): ContainerdReading {
    const process = now.states.find((state) => state.source === 'containerd-process');
    const before = this.#containerd;
    if (process?.state !== 'unreadable') {
      this.#containerd = process?.state === 'read' ? now.facts : undefined;
      return now;
    }
    if (before?.pid === undefined || (now.facts.pid ?? before.pid) !== before.pid || !isAlive(before.pid)) return now;
    return { facts: before, states: markSource(now.states, 'containerd-process', 'stale', process.message) };
  }
}
