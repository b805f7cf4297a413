import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';

/** Tables of unix sockets: the host's own network namespace first, this process' where /proc/1 is closed. */
const hostTables = ['/proc/1/net/unix', '/proc/net/unix'];

/**
 * Names of the sockets that are bound to `address`, as /proc/PID/fd has them; those of the host and of the network
 * namespaces that the processes `within` live in.
 */
export function socketsAt(files: HostFiles, address: string, within: readonly number[] = []): ReadonlySet<string> {
  const real = files.realPath(address) ?? address;
  const name = posix.basename(address);
  const found = new Set<string>();
  for (const table of [...hostTables, ...within.map((pid) => `/proc/${pid}/net/unix`)]) {
    const read = files.readFile(table);
    if (!read.ok) continue;
    for (const line of read.bytes.toString('utf8').split('\n')) {
      const [, inode, path] = /^\S+ \S+ \S+ \S+ \S+ \S+ +(\d+) (\/.*)$/.exec(line) ?? [];
      if (path === undefined || posix.basename(path) !== name) continue;
      if (path === address || files.realPath(path) === real) found.add(`socket:[${inode}]`);
    }
  }
  return found;
}

/** Whether a process has one of these open; false where that cannot be told. */
export function holdsSocket(files: HostFiles, pid: number, sockets: ReadonlySet<string>): boolean {
  if (sockets.size === 0) return false;
  const listed = files.listNow(`/proc/${pid}/fd`);
  return listed.ok && listed.names.some((fd) => sockets.has(files.readLink(`/proc/${pid}/fd/${fd}`) ?? ''));
}
