import type { EngineIdentity, ForeignEngine } from '../docker/engine-origin.ts';
import type { KeyHint } from '../docker/key-hint.ts';
import type { UnreadStart } from './systemd.ts';

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

/** A word of dockerd's command line that it does not know. */
export type RefusedWord =
  | { readonly kind: 'flag'; readonly flag: string }
  /** Not a flag: its place among the arguments, from 1. `joined` is the flag before it with this word as its value. */
  | { readonly kind: 'argument'; readonly position: number; readonly joined?: string };

/** What dockerd makes of its configuration, or the error it stops with. */
export interface DockerRuntimes {
  /** Empty where it is not known. */
  readonly defaultRuntime: string;
  readonly runtimes: readonly DockerRuntime[];
  /** dockerd's own message; with several bad entries Go's map order picks one of `anyOf`. */
  readonly error?: {
    readonly stage: 'flag' | 'load' | 'setup';
    readonly message: string;
    readonly anyOf?: readonly string[];
    /** The word of the command line that it is about. */
    readonly refused?: RefusedWord;
    /** A flag has the value that it is about, whatever its stage. */
    readonly byFlag?: true;
    /** Line of the file it is about, where one can be named. */
    readonly line?: number;
  };
  /** With an error: every name that the file gives an object, the runtimes that would be configured among them. */
  readonly refusedNames?: readonly string[];
  /** The ones of them that are directly in `runtimes`. */
  readonly refusedRuntimes?: readonly string[];
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
  /** It holds options for the command line, as `/etc/default/docker`; a unit may read it or not. */
  readonly holdsOptions?: true;
}

/** What a reload would lead to: dockerd refuses it and keeps running as before, or it crashes. */
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
  /** dockerd does not run, and it is not known how its unit would start it. */
  readonly start?: UnreadStart;
}

/** The dockerd in front of containerd, and the runtimes that follow from what was read of it and its Engine. */
export interface DockerFacts {
  readonly present: boolean;
  /** This host has no Docker of its own, and no other Engine answers: what follows describes one that may be installed. */
  readonly isMissing?: true;
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
  /** The runtimes in effect: those of the running Engine, or without an Engine those of dockerd's configuration. */
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
  /** Configurations of this host that are not in effect. */
  readonly otherConfigs?: readonly FoundConfig[];
  /** dockerd runs as a user of the host, next to a Docker of the system. */
  readonly rootless?: true;
}
