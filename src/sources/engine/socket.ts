import { longestSocketPath } from '../../model/unix-socket.ts';
import type { HostFiles } from '../host-files.ts';
import { isHeldBySystemd } from './socket-activation.ts';

/** Where the running Engine is to be asked. */
export interface EngineTarget {
  /** As the host spells it; absent when there is nothing to ask. */
  readonly socket?: string;
  /** Why there is none. */
  readonly message?: string;
  /** The dockerd that was seen running. */
  readonly pid?: number;
}

/** A socket of this machine to connect to, or why there is none. */
export type ReachableSocket =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'absent' | 'failed'; readonly message: string };

/** Finds the target's socket on this machine; nothing is connected to. */
export function reachSocket(files: HostFiles, { socket, message, pid }: EngineTarget): ReachableSocket {
  if (socket === undefined) return { kind: 'absent', message: message ?? 'No socket of a Docker Engine is known' };
  const found = files.stat(socket);
  if (!found.ok) {
    const isMissing = found.errno === 'ENOENT' || found.errno === 'ENOTDIR';
    return isMissing
      ? { kind: 'absent', message: `Nothing is at "${socket}"` }
      : { kind: 'failed', message: `Cannot reach "${socket}": ${found.errno}` };
  }
  if (!found.stat.isSocket()) return { kind: 'failed', message: `"${socket}" is no socket` };
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
