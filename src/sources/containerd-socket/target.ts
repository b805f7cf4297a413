import { errnoText } from '../../core/go/errno-text.ts';
import { longestSocketPath } from '../../model/words.ts';
import type { HostFiles } from '../host-files.ts';
import { holdsSocket, socketsAt } from '../processes/unix-sockets.ts';

/** Which containerd to ask: its process, and the socket that it serves, as the host spells it. */
export interface ContainerdTarget {
  readonly pid?: number;
  /** Start time of the process in clock ticks since boot. */
  readonly startTicks?: string;
  readonly address?: string;
  /** Why none is asked. */
  readonly message?: string;
}

/** A target that can be asked. */
type AskedContainerd = Required<Pick<ContainerdTarget, 'pid' | 'address'>>;

/** A socket of this machine to connect to, or why none can be reached. */
type ContainerdPlace =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'absent' | 'denied' | 'failed'; readonly message: string };

/** Finds the target's socket on this machine, and makes sure that it belongs to the containerd that is described. */
export function reachContainerd(files: HostFiles, { pid, address }: AskedContainerd): ContainerdPlace {
  const found = files.stat(address);
  if (!found.ok) {
    const isMissing = found.errno === 'ENOENT' || found.errno === 'ENOTDIR';
    const why = `Cannot reach "${address}": ${errnoText(found.errno)}`;
    if (isMissing) return { kind: 'absent', message: `Nothing is at "${address}"` };
    return found.errno === 'EACCES' ? { kind: 'denied', message: why } : { kind: 'failed', message: why };
  }
  if (!found.stat.isSocket()) return { kind: 'failed', message: `"${address}" is not a socket` };
  const path = files.physical(address);
  if (path === undefined || Buffer.byteLength(path) > longestSocketPath) {
    return { kind: 'failed', message: `Cannot reach "${address}": its path is longer than ${longestSocketPath} bytes` };
  }
  if (isOwnedBy(files, pid, address)) return { kind: 'socket', path };
  return { kind: 'absent', message: `Not asked: "${address}" is not known to be a socket of process ${pid}` };
}

/** The kernel says who listens; another program could sit at the path of the containerd that is described. */
function isOwnedBy(files: HostFiles, pid: number, address: string): boolean {
  const sockets = socketsAt(files, address, [pid]);
  return sockets.size > 0 && holdsSocket(files, pid, sockets) === true;
}
