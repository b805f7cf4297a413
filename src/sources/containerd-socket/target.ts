import { type FoundSocket, findSocket } from '../find-socket.ts';
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

/** Finds the target's socket on this machine, and makes sure that it belongs to the containerd that is described. */
export function reachContainerd(files: HostFiles, { pid, address }: AskedContainerd): FoundSocket {
  const found = findSocket(files, address);
  if (found.kind !== 'socket' || isOwnedBy(files, pid, address)) return found;
  return { kind: 'absent', message: `Not asked: "${address}" is not known to be a socket of process ${pid}` };
}

/** The kernel says who listens; another program could sit at the path of the containerd that is described. */
function isOwnedBy(files: HostFiles, pid: number, address: string): boolean {
  const sockets = socketsAt(files, address, [pid]);
  return sockets.size > 0 && holdsSocket(files, pid, sockets) === true;
}
