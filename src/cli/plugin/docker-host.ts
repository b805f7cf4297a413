import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../model/json-object.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import type { DockerGlobals } from './docker-words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The Engine that a command of docker talks to. */
export interface DockerHost {
  /** Address, such as `ssh://me@example`; undefined where docker's own files do not show it. */
  readonly address: string | undefined;
  /** Path of the unix socket, which is the only address that is known to be of this host. */
  readonly socket?: string;
}

/** Where a default docker listens; the first is a link to the second on most hosts. */
const defaultSockets: readonly string[] = ['/var/run/docker.sock', '/run/docker.sock'];

/**
 * Finds the Engine that docker talks to, as docker does.
 *
 * Source: docker/cli `cli/command/cli.go`, `resolveContextName`; `cli/context/store/metadatastore.go`.
 */
export function dockerHost(globals: DockerGlobals, environment: Environment, files: HostFiles): DockerHost {
  const directory = configDirectory(globals, environment);
  const context = contextName(globals, environment, directory, files);
  const address =
    context === 'default'
      ? globals.host || environment['DOCKER_HOST'] || `unix://${defaultSockets[0]}`
      : addressOf(context, directory, files);
  const socket = /^unix:\/\/(\/.*)$/s.exec(address ?? '')?.[1];
  return socket === undefined ? { address } : { address, socket };
}

/** Lets shimdex describe this Engine, unless the user chose another one, or another host. */
export function withSocket({ socket }: DockerHost, environment: Environment): Environment {
  const isDefault = socket === undefined || defaultSockets.includes(socket);
  if (isDefault || environment['SHIMDEX_ROOT'] !== undefined) return environment;
  return { SHIMDEX_DOCKER_SOCKET: socket, ...environment };
}

/** Directory of the files of the docker CLI. */
export function configDirectory(globals: Pick<DockerGlobals, 'config'>, environment: Environment): string {
  return globals.config || environment['DOCKER_CONFIG'] || join(environment['HOME'] || homeInAccounts(), '.docker');
}

/** The home of this user without HOME; a user without an account has none. */
function homeInAccounts(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '/';
  }
}

function contextName(globals: DockerGlobals, environment: Environment, directory: string, files: HostFiles): string {
  if (globals.context) return globals.context;
  if (globals.host || environment['DOCKER_HOST']) return 'default';
  const current = readJson(join(directory, 'config.json'), files)?.['currentContext'];
  return environment['DOCKER_CONTEXT'] || (typeof current === 'string' && current) || 'default';
}

function addressOf(context: string, directory: string, files: HostFiles): string | undefined {
  const id = createHash('sha256').update(context).digest('hex');
  const meta = readJson(join(directory, 'contexts', 'meta', id, 'meta.json'), files);
  const endpoints = isObject(meta?.['Endpoints']) ? meta['Endpoints'] : {};
  const docker = isObject(endpoints['docker']) ? endpoints['docker'] : {};
  return typeof docker['Host'] === 'string' ? docker['Host'] : undefined;
}

const limitBytes = 1024 * 1024;

function readJson(path: string, files: HostFiles) {
  const read = files.readFile(path, limitBytes);
  if (!read.ok) return undefined;
  try {
    const value: unknown = JSON.parse(read.bytes.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
