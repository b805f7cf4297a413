import { describeMissing } from '../../core/containerd/describe-choice.ts';
import { markSource } from '../../core/mark-source.ts';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { joined } from '../../model/joined.ts';
import type { ContainerdService } from '../../sources/containerd/options.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import type { DaemonUnit, DaemonUnitReading } from '../../sources/systemd/daemon-unit.ts';
import type { DaemonUnits } from '../../sources/systemd/daemon-units.ts';
import { whyNotStarted } from '../../sources/systemd/start-faults.ts';

/** What systemd says about a containerd, asked for only where no process says it. */
export function containerdService(units: DaemonUnits): ContainerdService {
  return {
    get unit() {
      return unitIn(units.containerd());
    },
    get unread() {
      const reading = units.containerd();
      if (reading.kind !== 'opaque') return undefined;
      const { message, denied } = reading;
      return defined({ message, denied });
    },
    defaultPath: () => units.defaultPath(),
  };
}

/** The unit of a reading, where it is known how systemd would start the daemon. */
export function unitIn(reading: DaemonUnitReading): DaemonUnit | undefined {
  return reading.kind === 'unit' ? reading.unit : undefined;
}

/** The same, also where it is not known what the command of the unit executes. */
export function loadedUnit(reading: DaemonUnitReading): DaemonUnit | undefined {
  return reading.kind === 'opaque' ? reading.unit : unitIn(reading);
}

/** Whether systemd has a unit that starts a containerd; one whose program is missing does not. */
export function hasContainerdUnit(files: HostFiles, units: DaemonUnits): boolean {
  const { unitFile, program = '', startFaults = [] } = loadedUnit(units.containerd()) ?? {};
  const isFaulty = startFaults.some(({ kind, path }) => kind === 'program' && path === program);
  return unitFile !== undefined && !(isFaulty && !files.stat(program).ok);
}

/** Where the search path comes from, in a sentence where it is not the process that says all of it. */
export function searchPathState(containerd: ContainerdFacts, units: DaemonUnits): SourceState {
  const state = inheritedPathState(containerd, units);
  const { optDirectory, optUnread } = containerd;
  if (optDirectory === undefined || optUnread === undefined) return state;
  const opt = `The directory of containerd's opt plugin, "${optDirectory}", because its configuration is not known`;
  return { ...state, state: 'assumed', message: joined(state.message, opt) };
}

function inheritedPathState({ pathSource, path, optDirectory, pid }: ContainerdFacts, units: DaemonUnits): SourceState {
  const source = 'search-path';
  if (pathSource === 'given' || pathSource === 'process') return { source, state: 'read' };
  const running =
    pid === undefined ? 'no running containerd is seen' : `the environment of process ${pid} cannot be read`;
  if (pathSource === 'assumed') {
    const reading = units.containerd();
    const why = 'message' in reading ? `; ${reading.message}` : '';
    return {
      source,
      state: 'assumed',
      message: `The PATH that systemd gives a service, ${quoted(withoutOpt(path, optDirectory))}: ${running}${why}`,
    };
  }
  const unit = unitIn(units.containerd());
  const file = unit?.pathFile ?? unit?.files[0];
  const where = file === undefined ? '' : ` ("${file}")`;
  const message = `The PATH is the one that ${unit?.name ?? 'its unit'} gives containerd${where}: ${running}`;
  return defined({ source, state: pid === undefined ? 'read' : 'assumed', message, file });
}

/** PATH as containerd inherits it. */
function withoutOpt(path: string | undefined, opt: string | undefined): string | undefined {
  return opt !== undefined && path?.startsWith(`${opt}:`) === true ? path.slice(opt.length + 1) : path;
}

function quoted(path: string | undefined): string {
  return path === undefined ? 'which is unset' : `"${path}"`;
}

/** The states of the sources of a containerd that does not run, which its unit describes. */
export function describedByUnit(
  states: readonly SourceState[],
  facts: ContainerdFacts,
  units: DaemonUnits,
): SourceState[] {
  const state = states.find(({ source }) => source === 'containerd-process');
  if (facts.isMissing === true) {
    return markSource(states, 'containerd-process', 'absent', describeMissing(facts));
  }
  if (facts.pid !== undefined || state?.state !== 'assumed' || state.message === undefined) return [...states];
  const described =
    facts.pathSource === 'unit'
      ? state.message.replace(/: the lookup of .*$/s, '; shimdex describes the containerd that systemd would start')
      : state.message;
  const message = joined(described, whyNotStarted(loadedUnit(units.containerd())));
  return markSource(states, 'containerd-process', 'assumed', message);
}
