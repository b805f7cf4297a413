import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';

/** A socket that is bound to a path. */
interface BoundSocket {
  /** As in the links of /proc/PID/fd: `socket:[INODE]`. */
  readonly name: string;
  readonly path: string;
}

/** Tables of unix sockets: of the host's network namespace, and of our own in case it is another or /proc/1 is unreadable. */
function hostTables(files: HostFiles): readonly string[] {
  const [host, own] = ['/proc/1/ns/net', '/proc/self/ns/net'].map((link) => files.readLink(link));
  return host !== undefined && host === own ? ['/proc/1/net/unix'] : ['/proc/1/net/unix', '/proc/net/unix'];
}

/**
 * The sockets in /proc/PID/net/unix that have a path: `Num RefCount Protocol Flags Type St Inode Path`; only the ones with
 * this file name, if one is given.
 */
export function boundSockets(table: Buffer, name = ''): readonly BoundSocket[] {
  const rows = table.toString('utf8').split('\n');
  return rows.flatMap((row) => {
    if (!row.endsWith(name)) return [];
    const [, inode, path] = /^\S+: (?:\S+ +){5}(\d+) (\/.*)$/.exec(row) ?? [];
    return path === undefined ? [] : [{ name: `socket:[${inode}]`, path }];
  });
}

/**
 * Names of the sockets bound to `address`, as in /proc/PID/fd: in the network namespaces of the host and of the processes
 * `within`.
 */
export function socketsAt(files: HostFiles, address: string, within: readonly number[] = []): ReadonlySet<string> {
  const base = posix.basename(address);
  const tables = [...hostTables(files), ...within.map((pid) => `/proc/${pid}/net/unix`)];
  const bound = tables.flatMap((path) => {
    const table = files.processes.socketTable(path);
    return table === undefined ? [] : boundSockets(table, base);
  });
  const found = bound.filter(({ path }) => posix.basename(path) === base && isSamePlace(files, path, address));
  return new Set(found.map(({ name }) => name));
}

/** Whether two paths lead to the same file, which may be missing: /var/run is a link to /run everywhere. */
export function isSamePlace(files: HostFiles, one: string, other: string): boolean {
  return one === other || resolvedPath(files, one) === resolvedPath(files, other);
}

/** A path after its links, as far as it exists. */
function resolvedPath(files: HostFiles, path: string): string {
  const real = files.realPath(path);
  if (real !== undefined || path === '/' || !path.startsWith('/')) return real ?? path;
  return posix.join(resolvedPath(files, posix.dirname(path)), posix.basename(path));
}

/** Whether a process has one of these sockets open; undefined when its descriptors cannot be read. */
export function holdsSocket(files: HostFiles, pid: number, sockets: ReadonlySet<string>): boolean | undefined {
  const listed = files.listNow(`/proc/${pid}/fd`);
  if (!listed.ok) return undefined;
  return listed.names.some((fd) => sockets.has(files.readLink(`/proc/${pid}/fd/${fd}`) ?? ''));
}
