import type { Dockerd, EngineBond } from '../../core/docker/config/dockerd.ts';
import { engineSockets } from '../../core/docker/config/sockets.ts';
import type { HostFiles } from '../host-files.ts';
import { areProcessesHidden } from '../processes/hidden.ts';
import { holdsSocket, socketsAt } from '../processes/unix-sockets.ts';

/** What decides whose Engine answers, in addition to the processes. */
export interface BondOptions {
  readonly dockerConfig?: string;
  readonly dockerdFlags?: readonly string[];
  /** Socket of the Engine that is meant, or `none`. */
  readonly dockerSocket?: string;
}

/** How sure it is that a dockerd of this host answers at the Engine's socket. */
export function bondOf(files: HostFiles, dockerd: Dockerd, options: BondOptions): EngineBond {
  const { dockerConfig, dockerdFlags = [], dockerSocket } = options;
  const { pid } = dockerd;
  const socket = dockerSocket ?? engineSockets(dockerd)[0];
  const isOwner = pid !== undefined && socket !== undefined && holdsSocket(files, pid, socketsAt(files, socket, [pid]));
  if (isOwner) return 'owner';
  if (dockerConfig !== undefined || dockerdFlags.length > 0) return 'given';
  if (pid !== undefined) return 'listener';
  return areProcessesHidden(files) ? 'hidden' : 'none';
}
