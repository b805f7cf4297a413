import { defaultAddress } from '../containerd/default-address.ts';
import { absolutePath } from '../go/path.ts';
import { type DockerFlags, parseDockerFlags } from './config/flags.ts';
import { optionsOf } from './config/known-options.ts';
import { configMember } from './config/member.ts';
import { configRules } from './config/release.ts';

/** What decides where dockerd listens, and where it finds its containerd. */
export interface DockerdStart {
  readonly flags: readonly string[];
  /** daemon.json, where it could be read. */
  readonly bytes?: Uint8Array | undefined;
  readonly version: string;
  /** XDG_RUNTIME_DIR of a dockerd that runs rootless. */
  readonly runtimeDirectory?: string;
  /** Working directory of a dockerd that runs. */
  readonly cwd?: string;
}

/** The socket of the system's Engine. */
export const systemSocket = '/var/run/docker.sock';

/** The socket of the system's containerd: containerd `defaults/defaults_unix.go`. */
export const systemContainerd = defaultAddress;

/**
 * The unix sockets that dockerd listens on: those that its flags (`-H`) or `hosts` of its daemon.json name, else the
 * default; none when it listens elsewhere alone. `fd://` stands for what systemd handed over, by custom the default.
 *
 * Sources: moby `opts/hosts.go`, `ParseHost`; `cmd/dockerd/daemon_unix.go`.
 */
export function engineSockets(dockerd: DockerdStart): readonly string[] {
  const { runtimeDirectory } = dockerd;
  const standard = runtimeDirectory === undefined ? systemSocket : `${runtimeDirectory}/docker.sock`;
  const hosts = given(dockerd).get('host')?.values ?? configuredHosts(dockerd);
  if (hosts.length === 0) return [standard];
  return hosts.flatMap((host) => socketOf(host.trim(), standard, dockerd.cwd) ?? []);
}

/**
 * The socket of the containerd behind dockerd: the one it was told (`--containerd`), else the system's or its user's
 * where that `exists`, else the one of the containerd that a dockerd that runs has started itself.
 *
 * Source: moby `cmd/dockerd/daemon_unix.go`, `initContainerd`, `systemContainerdRunning`.
 */
export function containerdAddress(
  dockerd: DockerdStart & { readonly pid?: number },
  exists: (path: string) => boolean,
): string {
  const { runtimeDirectory, pid } = dockerd;
  const told = optionOf(dockerd, 'containerd');
  if (told?.startsWith('/')) return told;
  const standard = runtimeDirectory === undefined ? systemContainerd : `${runtimeDirectory}/containerd/containerd.sock`;
  if (pid === undefined || exists(standard)) return standard;
  const ownRoot = runtimeDirectory === undefined ? '/var/run/docker' : `${runtimeDirectory}/docker`;
  return `${optionOf(dockerd, 'exec-root') ?? ownRoot}/containerd/containerd.sock`;
}

function given({ flags, version }: DockerdStart): DockerFlags['given'] {
  return parseDockerFlags(flags, optionsOf(configRules(version).major)).given;
}

function optionOf(dockerd: DockerdStart, option: string): string | undefined {
  const flag = given(dockerd).get(option)?.values.at(-1);
  if (flag !== undefined) return flag;
  const member = configMember(dockerd.bytes, option);
  return member?.kind === 'string' ? member.value : undefined;
}

function socketOf(host: string, standard: string, cwd: string | undefined): string | undefined {
  if (host === '' || host.startsWith('fd://') || host === 'unix://') return standard;
  const path = /^unix:\/\/(.*)$/s.exec(host)?.[1];
  if (path === undefined || path.startsWith('/')) return path;
  // An abstract one is at no place in the file system.
  if (path.startsWith('@')) return undefined;
  return cwd === undefined ? undefined : absolutePath(path, cwd);
}

function configuredHosts({ bytes }: DockerdStart): readonly string[] {
  const hosts = configMember(bytes, 'hosts');
  return hosts?.kind === 'array' ? hosts.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : [];
}
