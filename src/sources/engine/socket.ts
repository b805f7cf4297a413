import type { Dockerd } from '../../core/docker/config/dockerd.ts';
import { engineSockets } from '../../core/docker/config/sockets.ts';
import { defined } from '../../model/defined.ts';
import { type FoundSocket, findSocket } from '../find-socket.ts';
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

/** An Engine that shimdex may not access has failed, like one that does not answer. */
type EngineSocket = Exclude<FoundSocket, { readonly kind: 'denied' }>;

/**
 * The Engine at the given socket, else at the first unix socket that dockerd listens on; `none` asks no Engine, and
 * `noEngine` says why there is none to ask.
 */
export function engineTarget(dockerd: Dockerd, dockerSocket: string | undefined, noEngine?: string): EngineTarget {
  if (dockerSocket === 'none') return { message: 'Not asked, by --docker-socket none' };
  if (noEngine !== undefined) return { message: noEngine };
  const { pid } = dockerd;
  const socket = dockerSocket ?? engineSockets(dockerd)[0];
  if (socket === undefined && dockerd.unseen !== undefined)
    return { message: 'It is not known where dockerd listens; name its socket with --docker-socket' };
  if (socket === undefined) return { message: 'dockerd listens on no unix socket; name one with --docker-socket' };
  return defined({ socket, pid });
}

/** Finds the target's socket on this machine, without connecting to it. */
export function reachSocket(files: HostFiles, { socket, message, pid }: EngineTarget): EngineSocket {
  if (socket === undefined) return { kind: 'absent', message: message ?? 'No socket of a Docker Engine is known' };
  const found = findSocket(files, socket);
  if (found.kind === 'denied') return { ...found, kind: 'failed' };
  if (found.kind !== 'socket') return found;
  const runs = pid !== undefined && files.stat(`/proc/${pid}`).ok;
  if (!runs && isHeldBySystemd(files, socket)) {
    return { kind: 'absent', message: `No dockerd runs; asking at "${socket}" would make systemd start it` };
  }
  return found;
}
