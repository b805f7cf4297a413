import type { Credentials } from '../../model/host/file-fact.ts';
import { oncePer } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import { ConfigReader, type ConfigRequest } from './config/config-reader.ts';

/** More containerds than run on a host. */
const mostReaders = 64;

/** The readers of each containerd of a host: a look parses only what differs. */
const readersOf = oncePer((_files: HostFiles) => new Map<string, ConfigReader>());

/** A running containerd, as far as its configuration depends on it. */
export type RunningRequest = ConfigRequest & { readonly pid: number; readonly user?: Credentials | undefined };

/**
 * The socket that a containerd serves by its configuration: the files as they are, or the last ones that worked. The
 * address is undefined when nothing could be read; `unread` is why the files as they are are not known.
 */
export function configuredAddress(
  files: HostFiles,
  request: RunningRequest,
): { readonly address: string | undefined; readonly unread: string | undefined } {
  const { facts, states } = configurationOf(files, request);
  const address = facts.inForce.address ?? facts.inForce.settings?.grpcAddress.value;
  return { address, unread: states.find(({ state }) => state === 'unreadable')?.message };
}

/** Names of the CRI handlers that the files of a containerd have. */
export function configuredHandlers(files: HostFiles, request: RunningRequest): readonly string[] {
  const written = configurationOf(files, request).facts.inForce.settings?.writtenHandlers ?? [];
  return [...new Set(written.filter(({ isRead }) => isRead).map(({ name }) => name))];
}

function configurationOf(files: HostFiles, request: RunningRequest): ReturnType<ConfigReader['read']> {
  const known = readersOf(files);
  const key = `${request.pid} ${request.version} ${request.parameters.join('\0')}`;
  if (known.size >= mostReaders && !known.has(key)) known.clear();
  const reader = known.get(key) ?? new ConfigReader(files);
  known.set(key, reader);
  return reader.read(request);
}
