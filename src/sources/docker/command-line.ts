import { posix } from 'node:path';

/** The configuration file that a command line leads to. */
export interface NamedConfigFile {
  /** Absolute. */
  readonly path: string;
  /** It was named, so dockerd does not start without it. */
  readonly explicit: boolean;
}

/** Where dockerd runs: what its relative paths and its default file hang on. */
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
export function configFileOf(flags: readonly string[], { cwd, environ }: DockerdSurroundings): NamedConfigFile {
  const named = lastConfigFile(flags);
  if (named !== undefined) return { path: posix.resolve('/', cwd ?? '/', named), explicit: true };
  return { path: rootlessConfigFile(environ) ?? systemConfigFile, explicit: false };
}

function lastConfigFile(flags: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const [at, flag] of flags.entries()) {
    if (flag === '--') break;
    if (flag === '--config-file') found = flags[at + 1] ?? found;
    else if (flag.startsWith('--config-file=')) found = flag.slice('--config-file='.length);
  }
  return found;
}

/**
 * The directory that the default socket of a rootless dockerd lies in; undefined for the system's.
 *
 * Source: moby `opts/hosts.go`, `ParseHost` with `defaultToUnixXDG`.
 */
export function runtimeDirectoryOf(environ: DockerdSurroundings['environ']): string | undefined {
  const directory = isRootless(environ) ? environ?.get('XDG_RUNTIME_DIR') : undefined;
  return directory?.startsWith('/') ? posix.resolve(directory) : undefined;
}

/** RootlessKit tells its children where its state lies. */
function isRootless(environ: DockerdSurroundings['environ']): boolean {
  return Boolean(environ?.get('ROOTLESSKIT_STATE_DIR'));
}

function rootlessConfigFile(environ: DockerdSurroundings['environ']): string | undefined {
  if (environ === undefined || !isRootless(environ)) return undefined;
  const home = environ.get('HOME');
  const configHome = environ.get('XDG_CONFIG_HOME') || (home ? posix.join(home, '.config') : undefined);
  return configHome === undefined ? undefined : posix.join('/', configHome, 'docker/daemon.json');
}
