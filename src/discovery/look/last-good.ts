import { markSource } from '../../core/mark-source.ts';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import type { Reading } from '../../sources/reading.ts';

type ContainerdReading = Pick<Reading<ContainerdFacts>, 'facts' | 'states'>;

/**
 * Remembers the last good facts about containerd, and gives them again while its process or its configuration cannot be
 * read: old facts are better than half of the facts. The state of the source shows it.
 */
export class LastGood {
  #process: ContainerdFacts | undefined;
  #config: { readonly facts: ContainerdFacts; readonly file: string | undefined } | undefined;

  /** A process that lives on but cannot be read keeps its facts; a process that ended has none. */
  containerd(now: ContainerdReading, isAlive: (pid: number) => boolean): ContainerdReading {
    return this.#withProcess(this.#withConfig(now), isAlive);
  }

  #withProcess(now: ContainerdReading, isAlive: (pid: number) => boolean): ContainerdReading {
    const process = stateOf(now, 'containerd-process');
    const before = this.#process;
    if (process?.state !== 'unreadable') {
      this.#process = process?.state === 'read' ? now.facts : undefined;
      return now;
    }
    if (before?.pid === undefined || (now.facts.pid ?? before.pid) !== before.pid || !isAlive(before.pid)) return now;
    return { facts: before, states: markSource(now.states, 'containerd-process', 'stale', process.message) };
  }

  /** A configuration that cannot be read is not the one that the containerd in question started with. */
  #withConfig(now: ContainerdReading): ContainerdReading {
    const config = stateOf(now, 'containerd-config');
    if (config === undefined) return now;
    const before = this.#config;
    if (config.state !== 'unreadable') {
      this.#config = { facts: now.facts, file: config.file };
      return now;
    }
    if (before === undefined || before.facts.pid !== now.facts.pid || before.file !== config.file) return now;
    const states = markSource(now.states, 'containerd-config', 'stale', config.message);
    // A running containerd may have said which directory its opt plugin has.
    const facts = now.facts.optUnread === undefined ? now.facts : withOpt(now.facts, before.facts);
    return { facts: withState(facts, before.facts), states };
  }
}

function stateOf({ states }: ContainerdReading, source: SourceState['source']): SourceState | undefined {
  return states.find((state) => state.source === source);
}

/** The same facts with what is known of another reading about the directory of the state. */
function withState(
  { stateDirectory: _, stateUnread: __, ...facts }: ContainerdFacts,
  { stateDirectory, stateUnread }: ContainerdFacts,
): ContainerdFacts {
  return { ...facts, ...defined({ stateDirectory, stateUnread }) };
}

/** The same facts with another directory of the opt plugin, or none, in front of PATH; a given PATH has none. */
function withOpt(
  { optUnread: _, ...facts }: ContainerdFacts,
  { optDirectory, optUnread }: ContainerdFacts,
): ContainerdFacts {
  if (facts.pathSource === 'given') return facts;
  const { optDirectory: old, path, ...others } = facts;
  const rest = { ...others, ...defined({ optUnread }) };
  const inherited = old === undefined ? path : path?.slice(old.length + 1);
  if (optDirectory === undefined) return inherited === undefined ? rest : { ...rest, path: inherited };
  return { ...rest, optDirectory, path: `${optDirectory}:${inherited ?? ''}` };
}
