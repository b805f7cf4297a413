import { errnoText } from '../core/go/errno-text.ts';
import { longestSocketPath } from '../model/words.ts';
import type { HostFiles } from './host-files.ts';

/** A socket of this machine to connect to, or why none can be reached; `denied` where this user may not look at it. */
export type FoundSocket =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'absent' | 'failed'; readonly message: string }
  | { readonly kind: 'denied'; readonly message: string };

/** Finds the socket at a path of the host on this machine, without connecting to it. */
export function findSocket(files: HostFiles, socket: string): FoundSocket {
  const found = files.stat(socket);
  if (!found.ok) return notReached(socket, found.errno);
  if (!found.stat.isSocket()) return { kind: 'failed', message: `"${socket}" is not a socket` };
  const path = files.physical(socket);
  if (path === undefined || Buffer.byteLength(path) > longestSocketPath) {
    return { kind: 'failed', message: `Cannot reach "${socket}": its path is longer than ${longestSocketPath} bytes` };
  }
  return { kind: 'socket', path };
}

function notReached(socket: string, errno: string): FoundSocket {
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return { kind: 'absent', message: `Nothing is at "${socket}"` };
  const kind = errno === 'EACCES' ? 'denied' : 'failed';
  return { kind, message: `Cannot reach "${socket}": ${errnoText(errno)}` };
}
