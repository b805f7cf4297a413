import { isAtLeast, parseVersion } from '../version.ts';

/**
 * What differs between releases of the Docker Engine in accepting a runtime name.
 *
 * Sources: moby `daemon/config/config.go` (23, 24), `daemon/runtime_unix.go` (20.10, 25 and later).
 */
export interface DockerRules {
  /** A name need not be configured: any permissible one is handed to containerd (since 23, PR 43800). */
  readonly implicit: boolean;
  /** A name may begin with a dot: 23 and 24 vendor the name rule of containerd 1.6. */
  readonly leadingDot: boolean;
  /** daemon.json knows `runtimeType` and `options` (since 24, PR 45032). */
  readonly runtimeType: boolean;
  /** The stock entry `io.containerd.runc.v2` may be configured (since 25). */
  readonly stockOverridable: boolean;
  /** Runtimes are checked while the configuration is loaded; later releases do it when the daemon is set up. */
  readonly validatesAtLoad: boolean;
  /** Names that are built in, sorted. */
  readonly stock: readonly string[];
  /** What the Engine puts before a name that it does not know. */
  readonly unknownName: 'Unknown runtime specified ' | 'unknown or invalid runtime name: ';
  /** What the Engine puts before containerd's error (since 24). */
  readonly taskFailed: '' | 'failed to create task for container: ';
  /** An error about a directory that cannot be executed ends in "permission denied", as before Go 1.20 (since 24, PR 45006). */
  readonly directoryIsDenied: boolean;
  /** Executable test of the Go that the Engine is built with, for its look at `path` of a runtime with arguments. */
  readonly executableTest: 'mode-bits' | 'access';
}

const stockSince23 = ['io.containerd.runc.v2', 'runc'] as const;
const stockUntil20 = ['io.containerd.runc.v2', 'io.containerd.runtime.v1.linux', 'runc'] as const;

/** Gives the rules of a Docker Engine release; a version that cannot be read has the rules of the newest. */
export function dockerRules(version: string): DockerRules {
  const release = parseVersion(version);
  const since = (major: number) => isAtLeast(release, major);
  return {
    implicit: since(23),
    leadingDot: since(23) && !since(25),
    runtimeType: since(24),
    stockOverridable: since(25),
    validatesAtLoad: !since(25),
    stock: since(23) ? stockSince23 : stockUntil20,
    unknownName: since(23) ? 'unknown or invalid runtime name: ' : 'Unknown runtime specified ',
    taskFailed: since(24) ? 'failed to create task for container: ' : '',
    directoryIsDenied: since(24),
    executableTest: since(24) ? 'access' : 'mode-bits',
  };
}
