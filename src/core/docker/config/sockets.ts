import { defaultAddress } from '../../containerd/default-address.ts';
import { absolutePath } from '../../go/path.ts';
import { isAtLeast, parseVersion } from '../../version.ts';
import type { Dockerd } from './dockerd.ts';

/** The socket of the system's Engine. */
export const systemSocket = '/var/run/docker.sock';

/**
 * The unix sockets that dockerd listens on: the ones in its flags (`-H`) or in `hosts` of its daemon.json, else the
 * default; empty when it listens on other addresses only, or its default is not known. `fd://` is the socket that systemd
 * passes, usually the default.
 *
 * Sources: moby `opts/hosts.go`, `ParseHost`; `cmd/dockerd/daemon_unix.go`.
 */
export function engineSockets({ flags, config, runtimeDirectory, cwd, unseen, pid }: Dockerd): readonly string[] {
  const ofSystem = unseen === undefined || pid === undefined ? systemSocket : undefined;
  const standard = runtimeDirectory === undefined ? ofSystem : `${runtimeDirectory}/docker.sock`;
  const hosts = flags.given.get('host')?.values ?? config.endpoints.hosts;
  if (hosts.length === 0) return standard === undefined ? [] : [standard];
  return hosts.flatMap((host) => socketOf(host.trim(), standard, cwd) ?? []);
}

/**
 * The socket of the containerd behind dockerd: the configured one (`--containerd`), else the system's or its user's
 * where that `exists`, else the socket of the containerd that a running dockerd starts itself.
 *
 * Source: moby `cmd/dockerd/daemon_unix.go`, `initContainerd`, `systemContainerdRunning`.
 */
export function containerdAddress(dockerd: Dockerd, exists: (path: string) => boolean): string {
  const { runtimeDirectory, pid } = dockerd;
  const configured = configuredContainerd(dockerd);
  if (configured !== undefined) return configured;
  const standard = runtimeDirectory === undefined ? defaultAddress : `${runtimeDirectory}/containerd/containerd.sock`;
  if (pid === undefined || exists(standard)) return standard;
  return `${execRootOf(dockerd)}/containerd/containerd.sock`;
}

/** Where dockerd keeps the state of a run. */
export function execRootOf(dockerd: Dockerd): string {
  const { runtimeDirectory, config } = dockerd;
  const ownRoot = runtimeDirectory === undefined ? '/var/run/docker' : `${runtimeDirectory}/docker`;
  return lastOf(dockerd, 'exec-root') ?? config.endpoints.execRoot ?? ownRoot;
}

/** The containerd that dockerd's command line or file names; undefined when dockerd looks for one itself. */
export function configuredContainerd(dockerd: Dockerd): string | undefined {
  const configured = writtenContainerd(dockerd);
  return configured?.startsWith('/') ? configured : undefined;
}

/** The same as it is written: with any text but an empty one, dockerd starts no containerd. */
export function writtenContainerd(dockerd: Dockerd): string | undefined {
  return lastOf(dockerd, 'containerd') ?? dockerd.config.endpoints.containerd;
}

/** Whether it is known which containerd dockerd uses: its file may name one. */
export function isContainerdKnown(dockerd: Dockerd): boolean {
  return lastOf(dockerd, 'containerd') !== undefined || isConfigKnown(dockerd);
}

/** Errors that dockerd would get as well; any other is shimdex's own and leaves the configuration unknown. */
const knownErrors: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR']);

/** Whether shimdex has read what dockerd reads. */
export function isConfigKnown({ bytes, errno = 'ENOENT' }: Dockerd): boolean {
  return bytes !== undefined || knownErrors.has(errno);
}

/** Whether dockerd contains its containerd: moby 29.7 and later, where the feature `embedded-containerd` is on. */
export function embedsContainerd({ flags, config, version }: Dockerd): boolean {
  const given = flags.given.get('feature')?.values.findLast((value) => /^embedded-containerd(?:=|$)/.test(value));
  const isOn =
    given === undefined ? config.endpoints.embedsContainerd === true : /^[^=]*(?:=(?:1|t|true))?$/i.test(given);
  return isOn && isAtLeast(parseVersion(version), 29, 7);
}

function lastOf({ flags }: Dockerd, flag: string): string | undefined {
  return flags.given.get(flag)?.values.at(-1);
}

function socketOf(host: string, standard: string | undefined, cwd: string | undefined): string | undefined {
  if (host === '' || host.startsWith('fd://') || host === 'unix://') return standard;
  const path = /^unix:\/\/(.*)$/s.exec(host)?.[1];
  if (path === undefined || path.startsWith('/')) return path;
  // An abstract socket has no place in the file system.
  if (path.startsWith('@')) return undefined;
  return cwd === undefined ? undefined : absolutePath(path, cwd);
}
