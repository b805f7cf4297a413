import type { RunningContainer } from './running-container.ts';

/** What runs under one containerd, and the containers of Docker, running or not. */
export interface RunningFacts {
  /** Absent where the processes of the host cannot be seen. */
  readonly shims?: readonly ShimProcess[];
  /** Files that shims of other containerds were started from, sorted; absent where there are none, or they cannot be seen. */
  readonly otherShims?: readonly string[];
  /** Every bundle, and every container that runs although its bundle is gone. Absent where they cannot be listed. */
  readonly containers?: readonly ContainerFacts[];
  /** Empty where Docker has no data here; absent where its data cannot be listed. */
  readonly dockerContainers?: readonly DockerContainer[];
  /** Why Docker may have other containers than these; absent where it has not. One of `troubles`. */
  readonly dockerUnread?: string;
  /** Why something is absent or incomplete, one sentence each. */
  readonly troubles: readonly string[];
}

/** A process that serves containers for containerd. */
export interface ShimProcess {
  readonly pid: number;
  /** `-namespace` and `-id` of its command line; the id is the one of the pod where it serves a whole pod. */
  readonly namespace: string;
  readonly id: string;
  /** It is stopped by a signal, or it runs. */
  readonly state: 'running' | 'stopped';
  /** File name of its program. */
  readonly binary: string;
  /** The file that it was started from; absent when that is not readable. */
  readonly path?: string;
  /** What is at `path` now: the file that it runs, another one, or nothing. */
  readonly file?: 'current' | 'replaced' | 'deleted';
  /** Where the program that it runs can be opened, also when the file is gone. */
  readonly open?: string;
  /** Version of the program that it runs, `1.7.24` style. */
  readonly version?: string;
}

/**
 * One container, as its bundle and its processes show it. `findShim()`, `findOciRuntime()` and the evidence of the program
 * of its shim give the remaining fields of a `RunningContainer`.
 */
export interface ContainerFacts
  extends Omit<RunningContainer, 'shimFile' | 'taskApi' | 'ociRuntime' | 'shimOciRuntime' | 'inMetadata'> {
  /** Pid of its shim; absent when none runs, or it is not known. */
  readonly shim?: number;
  /** Pid of its first process. */
  readonly initPid?: number;
  /** False for a shim that does not use an OCI runtime, such as one that starts virtual machines; absent if not known. */
  readonly usesOciRuntime?: boolean;
  /** Where the OCI runtime keeps its state of the container, `ROOT/NAMESPACE/ID`. */
  readonly ociState?: string;
  /** Root of that state, the value of `--root` of the OCI runtime. */
  readonly ociRoot?: string;
}

/** A container of Docker, whether it runs or not. */
export interface DockerContainer {
  readonly id: string;
  /** Without the slash in front. */
  readonly name?: string;
  /** `Runtime` of `hostconfig.json`; empty for the default. */
  readonly runtime: string;
  /** `RestartPolicy.Name`: `no`, `always`, `unless-stopped`, `on-failure`, or empty. */
  readonly restartPolicy: string;
}
