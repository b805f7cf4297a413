import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';

/** A socket that is bound to a place. */
interface BoundSocket {
  /** As the links of /proc/PID/fd have it: `socket:[INODE]`. */
  readonly name: string;
  readonly path: string;
}

/** Tables of unix sockets: the host's own network namespace first, this process' where /proc/1 is closed. */
const hostTables = ['/proc/1/net/unix', '/proc/net/unix'];

/** The sockets of a /proc/PID/net/unix that have a place: `Num RefCount Protocol Flags Type St Inode Path`. */
export function boundSockets(table: Buffer): readonly BoundSocket[] {
  const rows = table.toString('utf8').split('\n');
  return rows.flatMap((row) => {
    const [, inode, path] = /^\S+: (?:\S+ +){5}(\d+) (\/.*)$/.exec(row) ?? [];
    return path === undefined ? [] : [{ name: `socket:[${inode}]`, path }];
  });
}

/**
 * Names of the sockets that are bound to `address`, as /proc/PID/fd has them; those of the host and of the network
 * namespaces that the processes `within` live in.
 */
export function socketsAt(files: HostFiles, address: string, within: readonly number[] = []): ReadonlySet<string> {
  const base = posix.basename(address);
  const tables = [...hostTables, ...within.map((pid) => `/proc/${pid}/net/unix`)];
  const bound = tables.flatMap((table) => {
    const read = files.readFile(table);
    return read.ok ? boundSockets(read.bytes) : [];
  });
  const found = bound.filter(({ path }) => posix.basename(path) === base && isSamePlace(files, path, address));
  return new Set(found.map(({ name }) => name));
}

/** Whether two paths lead to one place: /var/run is a link to /run everywhere. */
export function isSamePlace(files: HostFiles, one: string, other: string): boolean {
  return one === other || (files.realPath(one) ?? one) === (files.realPath(other) ?? other);
}

/** Whether a process has one of these open; undefined where that cannot be told. */
export function holdsSocket(files: HostFiles, pid: number, sockets: ReadonlySet<string>): boolean | undefined {
  const listed = files.listNow(`/proc/${pid}/fd`);
  if (!listed.ok) return undefined;
  return listed.names.some((fd) => sockets.has(files.readLink(`/proc/${pid}/fd/${fd}`) ?? ''));
}
