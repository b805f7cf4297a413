import { defined } from '../../model/defined.ts';
import type { UnreadStart } from '../../model/host/systemd.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { joined } from '../../model/joined.ts';
import type { HostFiles } from '../host-files.ts';
import type { DaemonUnitReading } from '../systemd/daemon-unit.ts';
import { whyNotStarted } from '../systemd/start-faults.ts';
import { describeInitScript } from './init-script.ts';

/** The state of daemon.json, with what starts a dockerd that does not run: its unit, or a script, whose flags are not known. */
export function describeStart(
  files: HostFiles,
  state: SourceState,
  inUnit: DaemonUnitReading | undefined,
): SourceState {
  if (inUnit?.kind === 'opaque') return state;
  if (inUnit?.kind === 'unit' && inUnit.unit.argv !== undefined) {
    const { unit } = inUnit;
    const from = `No running dockerd is seen; its flags are the ones that ${unit.name} gives it (${quoted(unit.files)})`;
    return { ...state, message: joined(state.message, joined(from, whyNotStarted(unit))) };
  }
  const assumed = describeBroken(inUnit) ?? describeInitScript(files);
  if (assumed === undefined) return state;
  const isUnread = state.state === 'unreadable';
  return { ...state, message: joined(state.message, assumed), state: isUnread ? 'unreadable' : 'assumed' };
}

/** A unit that systemd does not start says nothing about flags. */
function describeBroken(inUnit: DaemonUnitReading | undefined): string | undefined {
  if (inUnit?.kind !== 'broken') return undefined;
  return `No running dockerd is seen, and ${inUnit.message}, so systemd would not start it: it is assumed that dockerd has no flags`;
}

/** What helps if the command of a unit is not known. */
export const giveFlags = 'give its flags with --dockerd-flag';

/** Neither does a unit whose command is not known, but dockerd has the flags of that command. */
export function whyStartUnread(inUnit: DaemonUnitReading | undefined): UnreadStart | undefined {
  if (inUnit?.kind !== 'opaque') return undefined;
  return defined({ message: `No running dockerd is seen, and ${inUnit.message}`, denied: inUnit.denied });
}

/** Whether systemd has a unit for dockerd that it would start. */
export function hasUnit(inUnit: DaemonUnitReading | undefined): boolean {
  return (inUnit?.kind === 'unit' || inUnit?.kind === 'opaque') && inUnit.unit.unitFile !== undefined;
}

function quoted(files: readonly string[]): string {
  return files.map((file) => `"${file}"`).join(', ');
}
