/** Where a setting was written: a file of the host, and a line in it that counts from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** A value and where it was written; without `from` it is a default of systemd. */
export interface Setting<T> {
  readonly value: T;
  readonly from?: Origin;
}

/** One command of `ExecStart=`, as it is executed. */
export interface ServiceCommand {
  /** The program; a name without a slash is searched in `ExecSearchPath=` or systemd's own path. */
  readonly path: string;
  /** The arguments, the name of the program first, variables expanded. */
  readonly argv: readonly string[];
  /** The special prefixes in front of the program, `-@` style. */
  readonly prefixes: string;
  readonly from: Origin;
}

/** Why it is not known how systemd would start a daemon. */
export interface UnreadStart {
  readonly message: string;
  /** The file that shimdex may not read; absent where the command is not interpreted. */
  readonly denied?: string;
}

/** One variable of the environment that the service is started with. */
export interface ServiceVariable extends Setting<string> {
  readonly name: string;
}

/** What systemd would do with a unit: `masked` and `not-found` ones cannot start, the others in the list are faults. */
export type UnitState = 'loaded' | 'not-found' | 'masked' | 'bad-setting' | 'error';

/** A service unit with its drop-ins, as systemd would start it. */
export interface SystemdService {
  /** The name that was asked for, and the unit's own name after aliases. */
  readonly name: string;
  readonly id: string;
  readonly state: UnitState;
  /** What is refused, of a unit that is `bad-setting`; absent where a setting is missing. */
  readonly refused?: Origin;
  /** The unit file, absent when there is none; drop-ins in the order they apply. */
  readonly fragment?: string;
  readonly dropIns: readonly string[];
  /** The line of each drop-in that systemd refuses: neither it nor what follows in that file has an effect. */
  readonly refusedInDropIns: readonly Origin[];
  readonly commands: readonly ServiceCommand[];
  /**
   * What the units decide, sorted by name. Variables that systemd adds about the start itself (`INVOCATION_ID`, `LANG`)
   * and those of the user (`HOME`, `SHELL`) are not included.
   */
  readonly environment: readonly ServiceVariable[];
  /** PATH is systemd's default, and the one compiled into this host's systemd could not be read. */
  readonly pathIsAssumed: boolean;
  /** Files of `EnvironmentFile=` that were read, and the first missing one that makes the start fail. */
  readonly environmentFiles: readonly string[];
  readonly missingEnvironmentFile?: Setting<string>;
  readonly searchPath: readonly Setting<string>[];
  /** `optional` where the service starts without it. */
  readonly workingDirectory?: Setting<string> & { readonly optional?: true };
  readonly user?: Setting<string>;
  readonly group?: Setting<string>;
  /** `control-group`, `mixed`, `process` or `none`. */
  readonly killMode: Setting<string>;
  /** `yes`, `no`, or the list of controllers. */
  readonly delegate: Setting<string>;
  readonly restart: Setting<string>;
  /** Names of units, each once, in the order they were written. */
  readonly bindsTo: readonly Setting<string>[];
  readonly requires: readonly Setting<string>[];
  readonly partOf: readonly Setting<string>[];
  /** Specifiers that only the running host can fill in, `%H` style; they are left in the values. */
  readonly unknownSpecifiers: readonly string[];
  /** The first file or directory that shimdex may not read; systemd reads it, so the rest of this may be wrong. */
  readonly denied?: string;
  /** The same of its unit file, its drop-ins and their directories, without environment files. */
  readonly deniedInUnit?: string;
  /** Every file and directory looked at, for watching; some may not exist yet. */
  readonly dependsOn: readonly string[];
}
