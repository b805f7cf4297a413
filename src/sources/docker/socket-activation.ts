import type { HostFiles } from '../host-files.ts';

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
  const descriptors = files.listNow('/proc/1/fd');
  if (!sockets.ok || !descriptors.ok) return true;
  const inodes = inodesOf(sockets.bytes.toString('utf8'), spellings(files, socket));
  const held = descriptors.names.map((name) => files.readLink(`/proc/1/fd/${name}`));
  return held.some((link) => link !== undefined && inodes.has(link));
}

/** `Num RefCount Protocol Flags Type St Inode Path`. */
function inodesOf(table: string, paths: ReadonlySet<string>): Set<string> {
  const rows = table.split('\n').map((row) => /^\S+: (?:\S+ +){5}(\d+) (\/.*)$/.exec(row));
  return new Set(rows.flatMap((row) => (row?.[2] !== undefined && paths.has(row[2]) ? [`socket:[${row[1]}]`] : [])));
}

/** /var/run is a link to /run everywhere; systemd binds by the one, clients connect by the other. */
function spellings(files: HostFiles, socket: string): Set<string> {
  return new Set([socket, files.realPath(socket) ?? socket, socket.replace(/^\/(?:var\/)?run\//, '/run/')]);
}
