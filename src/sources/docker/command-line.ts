import { posix } from 'node:path';
import type { DockerFlags } from '../../core/docker/config/flags.ts';

/** The configuration file that a command line leads to. */
export interface NamedConfigFile {
  /** Absolute. */
  readonly path: string;
  /** The command line names it, so dockerd does not start without it. */
  readonly explicit: boolean;
}

/** Where dockerd runs: its relative paths and its default file depend on it. */
export interface DockerdSurroundings {
  readonly cwd: string | undefined;
  readonly environ: ReadonlyMap<string, string> | undefined;
}

const systemConfigFile = '/etc/docker/daemon.json';

/**
 * Which daemon.json dockerd reads: the last `--config-file`, else its user's own when it runs rootless, else the
 * system's.
 *
 * Sources: moby `cmd/dockerd/docker.go` (the flag), `cmd/dockerd/docker_unix.go`, `getDefaultDaemonConfigDir`;
 * `pkg/homedir`, `GetConfigHome`.
 */
export function configFileOf({ given }: DockerFlags, { cwd, environ }: DockerdSurroundings): NamedConfigFile {
  const named = given.get('config-file')?.values.at(-1);
  if (named !== undefined) return { path: posix.resolve('/', cwd ?? '/', named), explicit: true };
  return { path: rootlessConfigFile(environ) ?? systemConfigFile, explicit: false };
}

/**
 * The directory of a rootless dockerd's default socket; undefined for the system's dockerd.
 *
 * Source: moby `opts/hosts.go`, `ParseHost` with `defaultToUnixXDG`.
 */
export function runtimeDirectoryOf(environ: DockerdSurroundings['environ']): string | undefined {
  const directory = isRootless(environ) ? environ?.get('XDG_RUNTIME_DIR') : undefined;
  return directory?.startsWith('/') ? posix.resolve(directory) : undefined;
}

/**
 * Where a rootless dockerd keeps its data by default; undefined for the system's dockerd.
 *
 * Sources: moby `cmd/dockerd/config_unix.go`, `getDefaultDataRoot`; `pkg/homedir`, `GetDataHome`.
 */
export function defaultDataRootOf(environ: DockerdSurroundings['environ']): string | undefined {
  if (environ === undefined || !isRootless(environ)) return undefined;
  const home = environ.get('HOME');
  const dataHome = environ.get('XDG_DATA_HOME') || (home ? posix.join(home, '.local/share') : undefined);
  return dataHome === undefined ? undefined : posix.join('/', dataHome, 'docker');
}

/** RootlessKit sets this for its children. */
function isRootless(environ: DockerdSurroundings['environ']): boolean {
  return Boolean(environ?.get('ROOTLESSKIT_STATE_DIR'));
}

function rootlessConfigFile(environ: DockerdSurroundings['environ']): string | undefined {
  if (environ === undefined || !isRootless(environ)) return undefined;
  const home = environ.get('HOME');
  const configHome = environ.get('XDG_CONFIG_HOME') || (home ? posix.join(home, '.config') : undefined);
  return configHome === undefined ? undefined : posix.join('/', configHome, 'docker/daemon.json');
}
