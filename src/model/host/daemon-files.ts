import type { Origin } from './systemd.ts';

/** The files that decide what a daemon is and does at its next start, in addition to its configuration. */
export interface DaemonFiles {
  readonly daemon: 'containerd' | 'dockerd';
  /** Its executable; absent when it is not known. */
  readonly program?: string;
  /** User id that it runs as. */
  readonly uid: number;
  /** Its unit file and drop-ins; empty without a unit. */
  readonly unitFiles: readonly string[];
  /** The lines of its drop-ins that systemd refuses, and behind which it ignores the rest of that file. */
  readonly refusedLines: readonly Origin[];
  /** `containerd.service` style; absent without a unit. */
  readonly unit?: string;
  /** Why systemd could not start that unit; empty without a unit, and for a daemon that runs from another one. */
  readonly startFaults: readonly StartFault[];
  /** Absent where it does not run, or its process cannot be read. */
  readonly running?: RunningProgram;
}

/** Why systemd could not start a unit. */
export interface StartFault {
  readonly kind: 'setting' | 'environment-file' | 'working-directory' | 'program';
  /** What is wrong, in words that follow the name of the unit and a colon. */
  readonly message: string;
  /** What is missing or does not execute; absent for a setting. */
  readonly path?: string;
  /** The line of the setting; absent where that is not known. */
  readonly at?: Origin;
}

/** The program that a daemon runs, which may not be the file at its path any more. */
export interface RunningProgram {
  readonly pid: number;
  /** What the next start executes. */
  readonly path: string;
  /** What is at the path now, by its inode; absent where that is not known. */
  readonly file?: 'current' | 'replaced' | 'deleted';
  /** Where the program that runs can be read; absent where it cannot be. */
  readonly open?: string;
}
