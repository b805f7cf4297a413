import type { ContainerdConfig, Outcome } from '../containerd/containerd-config.ts';
import type { EngineIdentity, ForeignEngine } from '../docker/engine-origin.ts';
import type { KeyHint } from '../docker/key-hint.ts';
import type { PlaceKind, PlaceState } from '../inventory/search-path.ts';
import type { SourceState } from '../inventory/source.ts';
import type { DaemonServices } from './daemon-service.ts';
import type { ProgramFacts } from './program.ts';
import type { RunningFacts } from './running.ts';
import type { RunningContainerdFacts } from './running-containerd.ts';

/** Whose eyes a file is seen with: the user containerd runs as. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/**
 * What is at a path once its symbolic links were followed, as the user containerd runs as would find it.
 *
 * `errno` is the name stat(2) fails with for that user (`ENOENT`, `ENOTDIR`, `EACCES`, `ELOOP`, `ENAMETOOLONG`,
 * `EINVAL`); `dangling` marks a link whose target does not exist.
 */
export type FileFact =
  | { readonly kind: 'missing'; readonly errno: string; readonly dangling: boolean }
  | {
      readonly kind: 'file' | 'directory' | 'fifo' | 'socket' | 'device';
      /** Permission bits, setuid and friends included. */
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** faccessat2(AT_EACCESS, X_OK) for that user: permission bits, `noexec` mounts; root needs any x bit. */
      readonly accessible: boolean;
      /** What execve(2) would fail with (`EACCES`, `ENOEXEC`, `ENOENT` …); absent when it would start. */
      readonly execErrno?: string;
      /** Where the links end, as the host spells it. */
      readonly realPath: string;
    };

/** Looks at one path of the host; never throws. A relative path is not asked for. */
export type Inspect = (path: string) => FileFact;

/** The containerd whose lookup is described: read from its process or its unit, given by flags, or assumed. */
export interface ContainerdFacts {
  readonly pid?: number;
  /** None runs, and the host has no program of it. */
  readonly isMissing?: true;
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
  /** LD_LIBRARY_PATH, which shims inherit; absent when unset or not known. */
  readonly ldLibraryPath?: string;
  /** `<opt>/bin` when the opt plugin put it in front of `path`. */
  readonly optDirectory?: string;
  /** Directory of the real executable (os.Executable); absent when it is not known. */
  readonly executableDirectory?: string;
  readonly user: Credentials;
  /** PATHs of other containerds that run on the host; absent when no other runs. They only help to find remedies. */
  readonly otherPaths?: readonly string[];
  /** Go's executable test: mode bits only before Go 1.20, the kernel's answer since. */
  readonly executableTest: 'mode-bits' | 'access';
  /** Where it keeps the state of what runs; absent means `/run/containerd`. */
  readonly stateDirectory?: string;
  /** The file that a restart starts; absent when none runs, or nothing is at its path. */
  readonly installed?: InstalledContainerd;
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
  /** Every file that was opened, or would be if it existed. */
  readonly files: readonly string[];
  /** Every directory that was listed for a pattern in `imports`, whether it exists or not. */
  readonly directories?: readonly string[];
  /** The reading whose settings count: of the files as they are, or the last one with which containerd would start. */
  readonly inForce: ContainerdConfig;
  /** Why containerd would not start with the files as they are, or why they were not read. */
  readonly fault?: ConfigFault;
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

/** A directory entry that begins with `containerd-shim-`. */
export interface EntryFacts {
  /** File name; bytes that are not UTF-8 written as `\xNN`. */
  readonly binary: string;
  readonly utf8: boolean;
  readonly file: FileFact;
}

/** One place of the search path, as it was found. */
export interface PlaceFacts {
  readonly directory: string;
  readonly kind: PlaceKind;
  readonly state: PlaceState;
  readonly message?: string;
  readonly realPath?: string;
  readonly duplicateOf?: string;
  readonly entries: readonly EntryFacts[];
}

/** A runtime that Docker knows by name: stock, from daemon.json or from a flag. */
export interface DockerRuntime {
  readonly name: string;
  readonly origin: 'stock' | 'configured';
  /** What containerd is asked for: a runtime name, or an absolute path. */
  readonly shim: string;
  /** `runtimeType` as configured. */
  readonly runtimeType?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** The OCI runtime the runc shim executes, and its arguments. */
  readonly path?: string;
  readonly args?: readonly string[];
  readonly definedIn?: { readonly file: string; readonly line: number };
}

/** What dockerd makes of its configuration, or the error it stops with. */
export interface DockerRuntimes {
  readonly defaultRuntime: string;
  readonly runtimes: readonly DockerRuntime[];
  /** dockerd's own message; with several bad entries Go's map order picks one of `anyOf`. */
  readonly error?: {
    readonly stage: 'flag' | 'load' | 'setup';
    readonly message: string;
    readonly anyOf?: readonly string[];
    /** Line of the file it is about, where one can be named. */
    readonly line?: number;
  };
  /** With an error: every name that the file gives an object, the runtimes that would be configured among them. */
  readonly refusedNames?: readonly string[];
  /** The line of the file in which each of them is, where it can be counted. */
  readonly refusedLines?: ReadonlyMap<string, number>;
}

/** One runtime as the Engine's `GET /info` shows it. For a shim it shows nothing since 25, and an empty path before 24. */
export interface ShownRuntime {
  readonly path?: string;
  readonly args?: readonly string[];
  readonly runtimeType?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What `GET /info` shows of runtimes; names are as hostile as they like, so they are keys of a map. */
export interface ShownRuntimes {
  readonly defaultRuntime: string;
  readonly runtimes: ReadonlyMap<string, ShownRuntime>;
}

/** The running Engine, by its last answer. */
export interface EngineFacts extends ShownRuntimes {
  /** `LiveRestoreEnabled`; absent in answers of Podman. */
  readonly liveRestore?: boolean;
  /** `ServerVersion`, as it writes it. */
  readonly version: string;
  /** Absent where the answer was not kept. */
  readonly identity?: EngineIdentity;
}

/** A daemon.json that is at a place where dockerd may look for one, and the runtimes that it names. */
export interface FoundConfig {
  readonly file: string;
  readonly runtimes: readonly string[];
}

/** What a reload would lead to: dockerd refuses it and goes on as it was, or dies of it. */
export type ReloadOutcome =
  | { readonly kind: 'applied'; readonly shown: ShownRuntimes }
  | { readonly kind: 'refused' | 'crashed'; readonly message: string };

/** What the configuration on disk would lead to, while a dockerd runs with what it had. */
export interface DockerDrift {
  readonly afterReload: ReloadOutcome;
  /** Absent when dockerd would not start again; `onDisk.error` says why. */
  readonly afterRestart?: ShownRuntimes;
  /** Runtimes that a reload would drop or change, and a restart keeps as they are. */
  readonly reloadLoses: readonly string[];
}

/**
 * Why a configuration is unknown. `errno` is what reading it failed with; `ESRCH` for a dockerd that is not seen, `EAGAIN`
 * for an Engine that has not answered.
 */
export interface UnreadConfig {
  readonly errno: string;
  readonly message: string;
}

/** The dockerd in front of containerd, and the runtimes that follow from what was read of it and its Engine. */
export interface DockerFacts {
  readonly present: boolean;
  readonly pid?: number;
  readonly version: string;
  readonly versionSource: 'given' | 'read' | 'assumed';
  /** dockerd's own PATH: decides the runtimeArgs pre-flight. Absent when unset. */
  readonly path?: string;
  readonly configFile: string;
  /** Its data; absent means `/var/lib/docker`. */
  readonly dataRoot?: string;
  /** Where a containerd that it starts itself keeps its state; absent when it uses another, and for `/var/run/docker`. */
  readonly execRoot?: string;
  /** The namespace of its containers in containerd; absent means `moby`. */
  readonly containerdNamespace?: string;
  /** Containers run on while dockerd does not (`live-restore`); absent when it is not known. */
  readonly liveRestore?: boolean;
  /** The runtimes in force: the running Engine's, or without an Engine the ones that dockerd's configuration gives. */
  readonly runtimes: DockerRuntimes;
  /**
   * Why the configuration is unknown: daemon.json cannot be read, its dockerd is not seen, or the Engine of another host
   * has not answered. Absent where the running Engine or an earlier reading gives the runtimes.
   */
  readonly unreadConfig?: UnreadConfig;
  /** The user who runs dockerd, where `configFile` is closed to that user too. */
  readonly configDeniedTo?: number;
  /** Error of the configuration on disk while `runtimes` are the last good ones. */
  readonly configError?: DockerRuntimes['error'];
  /** Keys of the configuration file that dockerd does not know, refused or ignored. */
  readonly keyHints?: readonly KeyHint[];
  /** What dockerd's configuration gives, where `runtimes` are the running Engine's. */
  readonly onDisk?: DockerRuntimes;
  /** How the two differ; absent where they cannot be compared. */
  readonly drift?: DockerDrift;
  /** The running Engine is not a process of this host: no file of this host is its own. */
  readonly foreign?: ForeignEngine;
  /** Configurations of this host that are not the one in force. */
  readonly otherConfigs?: readonly FoundConfig[];
  /** dockerd runs as a user of the host, next to a Docker of the system. */
  readonly rootless?: true;
}

/** The files that decide what a daemon is and does at its next start, in addition to its configuration. */
export interface DaemonFiles {
  readonly daemon: 'containerd' | 'dockerd';
  /** Its executable; absent when it is not known. */
  readonly program?: string;
  /** User id that it runs as. */
  readonly uid: number;
  /** Its unit file and drop-ins; empty without a unit. */
  readonly unitFiles: readonly string[];
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

/** All facts about a host that its inventory is made of. */
export interface HostFacts {
  readonly target: string;
  /** The host's own name; absent where it is not known. */
  readonly hostName?: string;
  readonly containerd: ContainerdFacts;
  /** Absent where no configuration was read, as for the containerd inside dockerd. */
  readonly containerdConfig?: ConfigFacts;
  /** What the running containerd said over its socket; absent without an answer. */
  readonly runningContainerd?: RunningContainerdFacts;
  readonly places: readonly PlaceFacts[];
  readonly docker: DockerFacts;
  /** The services of systemd that the daemons run in; absent where none was looked for. */
  readonly services?: DaemonServices;
  /** What runs under containerd; absent where it was not read. */
  readonly running?: RunningFacts;
  /** Day of the look, `YYYY-MM-DD` in UTC; absent where it does not count. */
  readonly day?: string;
  /** The running Engine's last answer; absent without one. The source `docker-engine` says whether it is still good. */
  readonly engine?: EngineFacts;
  /** Programs whose content was read in the background, by their real paths. */
  readonly programs?: ReadonlyMap<string, ProgramFacts>;
  readonly sources: readonly SourceState[];
  /** Absent where nobody looked for them. */
  readonly daemons?: readonly DaemonFiles[];
}
