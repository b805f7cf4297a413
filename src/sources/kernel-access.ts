import type { BigIntStats } from 'node:fs';
import type { Credentials } from '../model/host/file-fact.ts';

/** The user of a daemon of the system. */
export const root: Credentials = { uid: 0, gid: 0, groups: [] };

const ANY_EXECUTE = 0o111;

/**
 * Whether the permission bits let `user` execute a file, or search a directory.
 *
 * Linux `fs/namei.c`, `generic_permission`: the owner's bits alone decide for the owner, the group's alone for the
 * group; uid 0 may search every directory and execute any file with an x bit. POSIX ACLs are ignored.
 */
export function mayExecute(stat: BigIntStats, user: Credentials): boolean {
  const mode = Number(stat.mode);
  if (user.uid === 0) return stat.isDirectory() || (mode & ANY_EXECUTE) !== 0;
  if (stat.uid === BigInt(user.uid)) return (mode & 0o100) !== 0;
  if (inGroup(Number(stat.gid), user)) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** Whether the permission bits let `user` read a file, by the same rule; uid 0 may read every file. */
export function mayRead(
  file: { readonly mode: number; readonly uid: number; readonly gid: number },
  user: Credentials,
): boolean {
  if (user.uid === 0) return true;
  if (file.uid === user.uid) return (file.mode & 0o400) !== 0;
  if (inGroup(file.gid, user)) return (file.mode & 0o040) !== 0;
  return (file.mode & 0o004) !== 0;
}

/** The user of this process; undefined if its real and effective ids differ, because access(2) uses the real ones. */
export function ownCredentials(): Credentials | undefined {
  const uid = process.geteuid?.();
  const gid = process.getegid?.();
  if (uid === undefined || gid === undefined || uid !== process.getuid?.()) return undefined;
  return { uid, gid, groups: process.getgroups?.() ?? [] };
}

/** Whether the kernel gives two users the same answers. */
export function sameUser(a: Credentials, b: Credentials): boolean {
  if (a.uid !== b.uid) return false;
  if (a.uid === 0) return true;
  const groups = (user: Credentials) => [...new Set([user.gid, ...user.groups])].sort((x, y) => x - y).join();
  return groups(a) === groups(b);
}

function inGroup(gid: number, user: Credentials): boolean {
  return gid === user.gid || user.groups.includes(gid);
}
