import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import type { StartFault } from '../../model/host/daemon-files.ts';
import type { Origin, SystemdService, UnreadStart } from '../../model/host/systemd.ts';
import type { WrittenFile } from '../../model/host/written-file.ts';
import { type RefusedUnit, refusedUnit, startFaults, whyRefused } from './start-faults.ts';
import { type StartedDaemon, type UnitCommand, unitCommand } from './unit-command.ts';
import type { UnitFiles } from './unit-files.ts';

/** How systemd would start a daemon, as its unit and drop-ins have it. */
export interface DaemonUnit {
  /** `containerd.service` style. */
  readonly name: string;
  /** Absent when only drop-ins are there. */
  readonly unitFile?: string;
  /** The unit file and its drop-ins, in the order they apply; never empty. */
  readonly files: readonly string[];
  /** The lines of its drop-ins that systemd refuses, and behind which it ignores the rest of that file. */
  readonly refusedLines: readonly Origin[];
  /** Why systemd could not start it, although it has loaded it. */
  readonly startFaults: readonly StartFault[];
  /** The command line; absent when only drop-ins are there and none of them has one. */
  readonly argv?: readonly string[];
  /** The line of that command line; absent where another program makes it. */
  readonly command?: Origin;
  /** The file that its command executes, or a name without a slash that is in no directory; absent where that is not known. */
  readonly program?: string;
  readonly environment: ReadonlyMap<string, string>;
  /** The file that sets PATH; absent when systemd's default applies. */
  readonly pathFile?: string;
  /** PATH is systemd's default, and that could not be read from this host. */
  readonly pathIsAssumed: boolean;
  /** PATH where only the part of it that systemd gives is assumed. */
  readonly assumedPath?: string;
  readonly cwd: string;
  /** User name or id of `User=`. */
  readonly user?: string;
  /** Its configuration, which the program of the unit writes before it starts this containerd. */
  readonly config?: WrittenFile;
}

/** The unit of a daemon, or why systemd would not start it, or why it is not known what its command executes. */
export type DaemonUnitReading =
  | { readonly kind: 'unit'; readonly unit: DaemonUnit }
  | ({ readonly kind: 'opaque'; readonly unit: DaemonUnit } & UnreadStart)
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly message: string; readonly refused?: RefusedUnit };

/** The unit of one service, with everything that it decides about its daemon. */
export function readingOf(files: UnitFiles, service: SystemdService, daemon: StartedDaemon): DaemonUnitReading {
  const { state, fragment, dropIns } = service;
  const written = [...(fragment === undefined ? [] : [fragment]), ...dropIns];
  if (written.length === 0) return { kind: 'none' };
  if (service.denied !== undefined && state !== 'masked') return deniedTo(files, service, written, daemon);
  if (state === 'masked' || state === 'error' || (state === 'bad-setting' && fragment !== undefined)) {
    const message = `${service.name} ${troubleOf(service, state)} ("${fragment ?? written[0]}")`;
    return defined({ kind: 'broken' as const, message, refused: refusedUnit(service) });
  }
  const command = unitCommand(files, service, daemon);
  if (command === undefined && service.commands.length > 0) return { kind: 'none' };
  const unit = unitOf(files, service, written, command);
  if (command?.kind !== 'opaque') return { kind: 'unit', unit };
  const { via, from } = command;
  const where = `("${from.file}" line ${from.line})`;
  const message = `${service.name} starts ${daemon.name} through ${via} ${where}, so its flags and environment are not known`;
  return { kind: 'opaque', unit, message };
}

/** systemd reads what shimdex may not, so what the rest of the unit says may not be in effect. */
function deniedTo(
  host: UnitFiles,
  service: SystemdService,
  files: readonly string[],
  daemon: StartedDaemon,
): DaemonUnitReading {
  const { denied = '', name } = service;
  const start = `how ${name} starts ${daemon.name} is not known`;
  const message = `shimdex cannot read "${denied}": ${errnoText('EACCES')}, so ${start}`;
  return { kind: 'opaque', unit: unitOf(host, service, files, undefined), message, denied };
}

function troubleOf(service: SystemdService, state: 'masked' | 'bad-setting' | 'error'): string {
  const { refused } = service;
  if (state === 'masked') return 'is masked';
  const where = refused === undefined ? '' : ` in "${refused.file}" line ${refused.line}`;
  if (state === 'error' && refused === undefined) return 'cannot be loaded';
  return `has a setting that systemd refuses${where}${whyRefused(service)}`;
}

function unitOf(
  host: UnitFiles,
  service: SystemdService,
  files: readonly string[],
  command: UnitCommand | undefined,
): DaemonUnit {
  const { workingDirectory, user, environment, name } = service;
  const cwd = workingDirectory?.value;
  const { argv, program, from, assigned = new Map() } = command?.kind === 'known' ? command : {};
  return defined({
    name,
    unitFile: service.fragment,
    files,
    refusedLines: service.refusedInDropIns,
    startFaults: isWhole(service) ? startFaults(host, service, command) : [],
    argv,
    command: from,
    program,
    environment: new Map([...environment.map(({ name: variable, value }) => [variable, value] as const), ...assigned]),
    ...pathOf(service, command),
    cwd: cwd?.startsWith('/') ? cwd : '/',
    user: user?.value,
  });
}

/** Whether all of the unit is there and was read. */
function isWhole({ fragment, denied }: SystemdService): boolean {
  return fragment !== undefined && denied === undefined;
}

/** PATH can be set by the command itself, `env PATH=/opt/bin:${PATH} dockerd` style. */
function pathOf(
  { environment, pathIsAssumed }: SystemdService,
  command: UnitCommand | undefined,
): Pick<DaemonUnit, 'pathFile' | 'pathIsAssumed' | 'assumedPath'> {
  const inherited = environment.find(({ name }) => name === 'PATH');
  const path = command?.kind === 'known' ? command.assigned.get('PATH') : undefined;
  if (path === undefined) return defined({ pathFile: inherited?.from?.file, pathIsAssumed });
  const isAssumed = pathIsAssumed && inherited !== undefined && path.includes(inherited.value);
  const assumedPath = isAssumed ? path : undefined;
  return defined({ pathFile: command?.from.file, pathIsAssumed: isAssumed, assumedPath });
}
