import type { Dockerd } from '../../core/docker/config/dockerd.ts';
import { engineSockets } from '../../core/docker/config/sockets.ts';
import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import { longestSocketPath } from '../../model/words.ts';
import type { HostFiles } from '../host-files.ts';
import { isHeldBySystemd } from './socket-activation.ts';

/** Where to ask the running Engine. */
export interface EngineTarget {
  /** As the host spells it; absent when no Engine can be asked. */
  readonly socket?: string;
  /** Why the socket is missing. */
  readonly message?: string;
  /** The running dockerd. */
  readonly pid?: number;
}

/** A socket of this machine to connect to, or why none can be reached. */
type ReachableSocket =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'absent' | 'failed'; readonly message: string };

/** The Engine at the given socket, else at the first unix socket that dockerd listens on; `none` asks no Engine. */
export function engineTarget(dockerd: Dockerd, dockerSocket: string | undefined): EngineTarget {
  if (dockerSocket === 'none') return { message: 'Not asked, by --docker-socket none' };
  const { pid } = dockerd;
  const socket = dockerSocket ?? engineSockets(dockerd)[0];
  if (socket === undefined) return { message: 'dockerd listens on no unix socket; name one with --docker-socket' };
  return defined({ socket, pid });
}

/** Finds the target's socket on this machine, without connecting to it. */
export function reachSocket(files: HostFiles, { socket, message, pid }: EngineTarget): ReachableSocket {
  if (socket === undefined) return { kind: 'absent', message: message ?? 'No socket of a Docker Engine is known' };
  const found = files.stat(socket);
  if (!found.ok) {
    const isMissing = found.errno === 'ENOENT' || found.errno === 'ENOTDIR';
    return isMissing
      ? { kind: 'absent', message: `Nothing is at "${socket}"` }
      : { kind: 'failed', message: `Cannot reach "${socket}": ${errnoText(found.errno)}` };
  }
  if (!found.stat.isSocket()) return { kind: 'failed', message: `"${socket}" is not a socket` };
  const path = files.physical(socket);
  if (path === undefined || Buffer.byteLength(path) > longestSocketPath) {
    return { kind: 'failed', message: `Cannot reach "${socket}": its path is longer than ${longestSocketPath} bytes` };
  }
  const runs = pid !== undefined && files.stat(`/proc/${pid}`).ok;
  if (!runs && isHeldBySystemd(files, socket)) {
    return { kind: 'absent', message: `No dockerd runs; asking at "${socket}" would make systemd start it` };
  }
  return { kind: 'socket', path };
}
