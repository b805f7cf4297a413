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
  /** Absent where it does not run, or its process cannot be read. */
  readonly running?: RunningProgram;
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
