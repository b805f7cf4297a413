import type { ContainerdConfig, Outcome } from '../containerd/containerd-config.ts';
import type { Credentials } from './file-fact.ts';
import type { Origin, UnreadStart } from './systemd.ts';

/** The containerd whose lookup is described: read from its process or its unit, given by flags, or assumed. */
export interface ContainerdFacts {
  readonly pid?: number;
  /** `containerd.service` style: the service that it runs in, or that would start it; absent where none is known. */
  readonly unit?: string;
  /** `ID` of the operating system, `nixos` style; absent where it is not known. It only helps to find remedies. */
  readonly os?: string;
  /** None runs, and the host has no program of it. */
  readonly isMissing?: true;
  /** Programs of this host that start containers without containerd, where it is missing; absent where there are none. */
  readonly insteadOfIt?: readonly OtherStarter[];
  /** Version whose rules apply, `1.7.24` style. */
  readonly version: string;
  readonly versionSource: 'given' | 'read' | 'assumed';
  /** Version of the TOML library that it is built with, `2.4.3` style; absent where only the release is known. */
  readonly tomlLibrary?: string;
  readonly cwd: string;
  /** The cwd was deleted under the process: nothing can be found in it. */
  readonly cwdDeleted: boolean;
  /** PATH as exec.LookPath sees it (containerd's own opt directory in front where it has one); absent when unset. */
  readonly path?: string;
  readonly pathSource: 'given' | 'process' | 'unit' | 'assumed';
  /** LD_LIBRARY_PATH as shims inherit it (containerd's own opt directory in front); absent when unset or not known. */
  readonly ldLibraryPath?: string;
  /** `<opt>/bin` when the opt plugin put it in front of `path`. */
  readonly optDirectory?: string;
  /** Why it is not known which directory the opt plugin has, so that `optDirectory` is the usual one; absent where it is known. */
  readonly optUnread?: string;
  /** Why it is not known how it would be started, so that PATH, program and working directory are assumed; absent where it is known. */
  readonly startUnread?: UnreadStart;
  /** Directory of the real executable (os.Executable); absent when it is not known. */
  readonly executableDirectory?: string;
  readonly user: Credentials;
  /** PATHs of other containerds that run on the host; absent when no other runs. They only help to find remedies. */
  readonly otherPaths?: readonly string[];
  /** The same containerds with their CRI handlers; absent when none has any. */
  readonly otherHandlers?: readonly OtherHandlers[];
  /** Go's executable test: mode bits only before Go 1.20, the kernel's answer since. */
  readonly executableTest: 'mode-bits' | 'access';
  /** Where it keeps the state of what runs; absent means `/run/containerd`. */
  readonly stateDirectory?: string;
  /** Why it is not known where it keeps that state; absent where it is known. */
  readonly stateUnread?: string;
  /** The file that a restart starts; absent when none runs, or nothing is at its path. */
  readonly installed?: InstalledContainerd;
}

/** A program that starts containers without containerd. */
export type OtherStarter = 'CRI-O' | 'Podman';

/** The CRI handlers in the configuration of another containerd that runs on the host. */
export interface OtherHandlers {
  readonly pid: number;
  readonly address: string;
  /** k3s and the like; absent for the system's own. */
  readonly belongsTo?: string;
  readonly handlers: readonly string[];
}

/** The file at the path that a running containerd was started from. */
export interface InstalledContainerd {
  readonly path: string;
  /** It is the program that runs. */
  readonly isRunning: boolean;
  /** Absent where it, or the version of the program that runs, is not known exactly. */
  readonly version?: string;
}

/** What was read of containerd's configuration. */
export interface ConfigFacts {
  /** The file that the reading begins with, whether it exists or not. */
  readonly file: string;
  /** Where that file is really; absent where it is not a symbolic link. */
  readonly linkedTo?: string;
  /** Every file that was opened, or would be if it existed. */
  readonly files: readonly string[];
  /** Every directory that was listed for a pattern in `imports`, whether it exists or not. */
  readonly directories?: readonly string[];
  /** Files next to it with handlers that nothing imports; absent where there are none. */
  readonly unimported?: readonly UnimportedFile[];
  /** The reading whose settings count: of the files as they are, or the last one with which containerd would start. */
  readonly inForce: ContainerdConfig;
  /** Why containerd would not start with the files as they are, or why they were not read. */
  readonly fault?: ConfigFault;
  /** The unit with its flags, and the line; absent where it runs, or no unit says how it starts. */
  readonly startedIn?: Origin & { readonly unit: string };
  /** dockerd writes `file` whenever it starts, so that no change of it lasts. */
  readonly isDockerds?: true;
}

/** A file with handlers that containerd does not read. */
export interface UnimportedFile {
  readonly file: string;
  readonly handlers: readonly string[];
}

/** `errno` is set when this service may not read a file; the text of `outcome` is then not containerd's. */
export interface ConfigFault {
  readonly outcome: Exclude<Outcome, { kind: 'works' }>;
  readonly errno?: string;
  /**
   * The TOML library with which containerd would start; the fault is then an assumption, because nothing names the one that
   * it is built with.
   */
  readonly acceptedBy?: string;
}
