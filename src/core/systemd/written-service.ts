import type { Origin, Setting } from '../../model/host/systemd.ts';
import type { WrittenCommand } from './command-line.ts';

/** What the unit file and its drop-ins say, before the environment is put together. */
export interface WrittenService {
  commands: WrittenCommand[];
  /** By name, the last assignment wins. */
  readonly environment: Map<string, Setting<string>>;
  environmentFiles: Setting<{ readonly path: string; readonly optional: boolean }>[];
  passEnvironment: Setting<string>[];
  /** Names, or assignments `NAME=VALUE`. */
  unsetEnvironment: Setting<string>[];
  searchPath: Setting<string>[];
  workingDirectory?: (Setting<string> & { readonly optional?: true }) | undefined;
  user?: Setting<string> | undefined;
  group?: Setting<string> | undefined;
  killMode: Setting<string>;
  delegate: Setting<string>;
  restart: Setting<string>;
  readonly bindsTo: Setting<string>[];
  readonly requires: Setting<string>[];
  readonly partOf: Setting<string>[];
  /** `Type=`, empty where it is not set. */
  type: string;
  /** How many commands `ExecStop=` has. */
  stopCommands: number;
  /** `SuccessAction=` is set, and not to `none`. */
  actsOnSuccess: boolean;
  remainsAfterExit: boolean;
  /** `BusName=`. */
  hasBusName: boolean;
  /** `PAMName=`. */
  hasPam: boolean;
  pidFile?: Setting<string> | undefined;
  /** The line of each drop-in at which systemd stops reading it, because it refuses the line. */
  readonly refusedInDropIns: Origin[];
  /** The line that makes systemd refuse the unit. */
  invalid?: Origin;
  /** The state of a unit with such a line, if it is not `bad-setting`. */
  invalidState?: 'error';
}

/** A service without a line, as systemd begins. */
export function unwrittenService(): WrittenService {
  return {
    commands: [],
    environment: new Map(),
    environmentFiles: [],
    passEnvironment: [],
    unsetEnvironment: [],
    searchPath: [],
    killMode: { value: defaultKillMode },
    delegate: { value: 'no' },
    restart: { value: 'no' },
    bindsTo: [],
    requires: [],
    partOf: [],
    type: '',
    stopCommands: 0,
    actsOnSuccess: false,
    remainsAfterExit: false,
    hasBusName: false,
    hasPam: false,
    refusedInDropIns: [],
  };
}

export const defaultKillMode = 'control-group';

/**
 * Whether systemd refuses the settings as a whole, although it takes each of them.
 *
 * Source: systemd `src/core/service.c`, `service_verify`, after `service_add_extras`.
 */
export function isRefused(service: WrittenService): boolean {
  const { commands, stopCommands, actsOnSuccess, remainsAfterExit, restart, hasBusName, hasPam, killMode } = service;
  const type = typeOf(service);
  if (type === 'dbus' && !hasBusName) return true;
  if (hasPam && !['control-group', 'mixed'].includes(killMode.value)) return true;
  if (type === 'oneshot' && ['always', 'on-success'].includes(restart.value)) return true;
  if (commands.length > 0) return type !== 'oneshot' && commands.length > 1;
  return type !== 'oneshot' || !(actsOnSuccess || (stopCommands > 0 && remainsAfterExit));
}

function typeOf({ type, hasBusName, commands }: WrittenService): string {
  if (type !== '') return type;
  if (hasBusName) return 'dbus';
  return commands.length > 0 ? 'simple' : 'oneshot';
}
