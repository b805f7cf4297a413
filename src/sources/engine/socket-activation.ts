import type { HostFiles } from '../host-files.ts';
import { boundSockets, holdsSocket } from '../processes/unix-sockets.ts';

/**
 * Tells whether systemd itself holds a listening socket, so that whoever connects starts what lies behind it.
 *
 * The kernel lists the sockets of systemd's network namespace with their inodes, and the descriptors of a process are
 * links that name them: proc_pid_fd(5), Linux `net/unix/af_unix.c`. Where only that cannot be read (it takes root), a
 * systemd that is there counts as holding it: an Engine that is not asked is the lesser harm.
 */
export function isHeldBySystemd(files: HostFiles, socket: string): boolean {
  const comm = files.readFile('/proc/1/comm', 64);
  if (!comm.ok || comm.bytes.toString('latin1').trim() !== 'systemd') return false;
  const sockets = files.readFile('/proc/1/net/unix');
  if (!sockets.ok) return true;
  const paths = spellings(files, socket);
  const found = boundSockets(sockets.bytes).filter(({ path }) => paths.has(path));
  return holdsSocket(files, 1, new Set(found.map(({ name }) => name))) ?? true;
}

/** /var/run is a link to /run everywhere; systemd binds by the one, clients connect by the other. */
function spellings(files: HostFiles, socket: string): Set<string> {
  return new Set([socket, files.realPath(socket) ?? socket, socket.replace(/^\/(?:var\/)?run\//, '/run/')]);
}
