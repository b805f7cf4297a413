import type { HostFiles } from '../host-files.ts';
import { boundSockets, holdsSocket } from '../processes/unix-sockets.ts';

/**
 * Whether systemd itself holds a listening socket, so that a connection starts the service behind it.
 *
 * The kernel lists the sockets of systemd's network namespace with their inodes, and the descriptors of a process are
 * links that name them: proc_pid_fd(5), Linux `net/unix/af_unix.c`. If these cannot be read (it takes root), systemd is
 * assumed to hold the socket: not asking an Engine is better than starting one.
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

/** /var/run is a link to /run everywhere; systemd binds one spelling, clients connect to the other. */
function spellings(files: HostFiles, socket: string): Set<string> {
  return new Set([socket, files.realPath(socket) ?? socket, socket.replace(/^\/(?:var\/)?run\//, '/run/')]);
}
