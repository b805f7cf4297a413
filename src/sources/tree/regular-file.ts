import { type BigIntStats, closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { errnoOf } from '../errno.ts';
import type { ReadAt } from '../executables/executable-format.ts';
import type { Result } from '../result.ts';
import { type BytePath, toSystemPath } from './byte-path.ts';
import { readLinkBytes, realPathBytes, stat } from './host-paths.ts';
import { type SlowFile, slowFile } from './slow-file.ts';

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
/** A number is allowed, and not in the types. */
const PROC_FLAGS = OPEN_FLAGS as unknown as string;
/** Small enough for a buffer that shares its memory with others. */
const FIRST_BYTES = 2048;
const PART_BYTES = 65_536;
/** Longest file of a series. */
const SERIES_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Opens a regular file without waiting, and checks its type before and after, because opening a FIFO or a device can
 * block or have side effects. Below a root, the file that was opened must be inside that root.
 */
export function openRegular<T>(
  physical: BytePath,
  flags: number,
  use: (readAt: ReadAt, stat: BigIntStats) => T,
  prefix: BytePath = '',
): Result<{ readonly value: T }> {
  let fd: number | undefined;
  try {
    const opened = openChecked(physical, flags, prefix);
    if (!opened.ok) return opened;
    fd = opened.fd;
    return { ok: true, value: use(readerOf(fd, opened.stat), opened.stat) };
  } catch (error) {
    return { ok: false, errno: errnoOf(error) };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The same for a reader that gives way to other work while the file is open. */
export async function openRegularSlowly<T>(
  physical: BytePath,
  flags: number,
  use: (file: SlowFile) => Promise<T>,
  prefix: BytePath = '',
): Promise<Result<{ readonly value: T }>> {
  let fd: number | undefined;
  try {
    const opened = openChecked(physical, flags, prefix);
    if (!opened.ok) return opened;
    fd = opened.fd;
    return { ok: true, value: await use(slowFile(fd, opened.stat, readerOf(fd, opened.stat))) };
  } catch (error) {
    return { ok: false, errno: errnoOf(error) };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/**
 * Reads many small files of a directory that only root writes to, one after the other, into the same memory: a file is
 * overwritten by the next. A link, a FIFO or a device is `EINVAL` or `ELOOP`.
 */
export class FileSeries {
  #memory = Buffer.allocUnsafe(PART_BYTES);

  read(physical: BytePath): Result<{ readonly bytes: Buffer }> {
    let fd: number | undefined;
    try {
      fd = openSync(toSystemPath(physical), OPEN_FLAGS | constants.O_NOFOLLOW);
      const { size, isRegular } = sizeOf(fd);
      if (!isRegular) return { ok: false, errno: 'EINVAL' };
      if (size > SERIES_LIMIT_BYTES) return { ok: false, errno: 'EFBIG' };
      if (size > this.#memory.length) this.#memory = Buffer.allocUnsafe(2 * size);
      const count = readSync(fd, this.#memory, 0, size, 0);
      return { ok: true, bytes: this.#memory.subarray(0, count) };
    } catch (error) {
      return { ok: false, errno: errnoOf(error) };
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }
}

function sizeOf(fd: number): { readonly size: number; readonly isRegular: boolean } {
  const found = fstatSync(fd);
  return { size: found.size, isRegular: found.isFile() };
}

/** The text of a file of this machine's /proc, where every file is regular: with half of the system calls. */
export function readProcText(path: string): Result<{ readonly text: string }> {
  try {
    return { ok: true, text: readFileSync(path, { encoding: 'utf8', flag: PROC_FLAGS }) };
  } catch (error) {
    return { ok: false, errno: errnoOf(error) };
  }
}

/** Opens a regular file; the caller closes it. */
function openChecked(
  physical: BytePath,
  flags: number,
  prefix: BytePath,
): Result<{ readonly fd: number; readonly stat: BigIntStats }> {
  const before = stat(physical);
  if (before === undefined) return { ok: false, errno: 'ENOENT' };
  if (!before.isFile()) return { ok: false, errno: errnoOfOther(before) };
  const fd = openSync(toSystemPath(physical), OPEN_FLAGS | flags);
  try {
    const opened = fstatSync(fd, { bigint: true });
    if (opened.isFile() && isInside(fd, prefix)) return { ok: true, fd, stat: opened };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  closeSync(fd);
  return { ok: false, errno: 'EINVAL' };
}

/** Words of our own for what is not opened: its kernel may wait, or do something. */
function errnoOfOther(found: BigIntStats): string {
  if (found.isDirectory()) return 'EISDIR';
  if (found.isFIFO()) return 'FIFO';
  return found.isSocket() ? 'SOCKET' : 'DEVICE';
}

/** The length in `stat` is a hint: files of /proc have none, and others may grow. */
function readerOf(fd: number, { size }: BigIntStats): ReadAt {
  return (position, length) => readFully(fd, position, length, Number(size) - position);
}

/** The kernel gives the path of an open file without links; the one of the root may have some. */
function isInside(fd: number, prefix: BytePath): boolean {
  if (prefix === '') return true;
  const opened = readLinkBytes(`/proc/self/fd/${fd}`);
  if (opened.startsWith(`${prefix}/`)) return true;
  const base = realPathBytes(prefix);
  return base === '/' || opened.startsWith(`${base}/`);
}

/** Reads as much as is expected in one part; where more comes, each part doubles what is read. */
function readFully(fd: number, position: number, length: number, expected: number): Buffer {
  const full: Buffer[] = [];
  // One byte more finds the end of the file without another part.
  let part = Buffer.allocUnsafe(Math.min(length, Math.max(FIRST_BYTES, expected + 1)));
  let used = 0;
  let total = 0;
  while (total < length) {
    if (used === part.length) {
      full.push(part);
      part = Buffer.allocUnsafe(Math.min(length - total, Math.max(PART_BYTES, total)));
      used = 0;
    }
    const count = readSync(fd, part, used, part.length - used, position + total);
    if (count === 0) break;
    used += count;
    total += count;
  }
  const last = part.subarray(0, used);
  return full.length === 0 ? last : Buffer.concat([...full, last]);
}
