import { decodeText } from './config-text.ts';
import { configRules } from './docker/config-rules.ts';
import { parseDockerFlags } from './docker/docker-flags.ts';
import { optionsOf } from './docker/known-options.ts';
import { parseGoJson } from './go-json.ts';

/** What decides where dockerd listens. */
export interface Listening {
  readonly flags: readonly string[];
  /** daemon.json, where it could be read. */
  readonly bytes: Uint8Array | undefined;
  readonly version: string;
  /** XDG_RUNTIME_DIR of a dockerd that runs rootless. */
  readonly runtimeDirectory?: string;
}

/** The socket of the system's Engine. */
export const systemSocket = '/var/run/docker.sock';

/**
 * The unix socket that dockerd listens on: the first that its flags (`-H`) or `hosts` of its daemon.json name, else the
 * default; undefined when it listens elsewhere alone. `fd://` stands for what systemd handed over, by custom the default.
 *
 * Sources: moby `opts/hosts.go`, `ParseHost`; `cmd/dockerd/daemon_unix.go`.
 */
export function engineSocket({ flags, bytes, version, runtimeDirectory }: Listening): string | undefined {
  const standard = runtimeDirectory === undefined ? systemSocket : `${runtimeDirectory}/docker.sock`;
  const { given } = parseDockerFlags(flags, optionsOf(configRules(version).major));
  const hosts = given.get('host')?.values ?? configuredHosts(bytes);
  if (hosts.length === 0) return standard;
  return hosts.flatMap((host) => socketOf(host.trim(), standard) ?? [])[0];
}

function socketOf(host: string, standard: string): string | undefined {
  if (host === '' || host.startsWith('fd://') || host === 'unix://') return standard;
  const path = /^unix:\/\/(.*)$/s.exec(host)?.[1];
  return path?.startsWith('/') ? path : undefined;
}

/** A file that dockerd would refuse says nothing of where the one that runs listens. */
function configuredHosts(bytes: Uint8Array | undefined): readonly string[] {
  const decoded = bytes === undefined ? undefined : decodeText(bytes);
  if (!decoded?.ok || decoded.text === '') return [];
  const parsed = parseGoJson(decoded.text, { whole: true, firstLine: decoded.firstLine });
  if (!parsed.ok || parsed.value.kind !== 'object') return [];
  const hosts = parsed.value.members.findLast(({ name }) => name === 'hosts')?.value;
  return hosts?.kind === 'array' ? hosts.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : [];
}
