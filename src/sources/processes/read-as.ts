import type { BigIntStats } from 'node:fs';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { HostFiles } from '../host-files.ts';
import { mayRead } from '../kernel-access.ts';

type FileReading = ReturnType<HostFiles['readFile']>;

/**
 * Reads a file that a process names, if the user of that process may read it; `EACCES` otherwise.
 *
 * Any user can start a process whose command line names a file of root. The path is checked before and after the file was
 * opened, because that user may change a link in between. Without a user there is nobody to check.
 */
export function readFileAs(
  files: HostFiles,
  path: string,
  user: Credentials | undefined,
  limitBytes?: number,
): FileReading {
  if (user === undefined || user.uid === 0) return files.readFile(path, limitBytes);
  const before = reachable(files, path, user);
  if (!before.ok) return before;
  const limit = limitBytes ?? 16 * 1024 * 1024;
  const read = files.open(before.realPath, (readAt, stat) => (isOpenTo(stat, user) ? readAt(0, limit + 1) : undefined));
  // Everybody may read the null device.
  if (!read.ok) return read.errno === 'DEVICE' ? files.readFile(before.realPath, limitBytes) : read;
  const after = reachable(files, path, user);
  if (read.value === undefined || !after.ok || after.realPath !== before.realPath)
    return { ok: false, errno: 'EACCES' };
  return read.value.length > limit ? { ok: false, errno: 'EFBIG' } : { ok: true, bytes: read.value };
}

/** Whether a user may read the file at a path; true for root, and where that cannot be known from here. */
export function mayReadFile(files: HostFiles, path: string, user: Credentials): boolean {
  if (user.uid === 0 || !files.stat(path).ok) return true;
  const fact = files.find(path, user);
  return fact.kind === 'missing' ? fact.errno !== 'EACCES' : mayRead(fact, user);
}

function isOpenTo(stat: BigIntStats, user: Credentials): boolean {
  return mayRead({ mode: Number(stat.mode), uid: Number(stat.uid), gid: Number(stat.gid) }, user);
}

type Reachable = { readonly ok: true; readonly realPath: string } | { readonly ok: false; readonly errno: string };

function reachable(files: HostFiles, path: string, user: Credentials): Reachable {
  const fact = files.find(path, user);
  return fact.kind === 'missing' ? { ok: false, errno: fact.errno } : { ok: true, realPath: fact.realPath };
}
