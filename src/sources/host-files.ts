import * as fs from 'node:fs';
import * as path from 'node:path';
import { defined } from '../model/defined.ts';
import type { Credentials, FileFact } from '../model/host/observation.ts';
import { type BytePath, displayBytes, displayPath, type HostPath, toBytePath, toSystemPath } from './byte-path.ts';
import { errnoOf, isOwnTrouble } from './errno.ts';
import { type ExecutableFormat, executableFormat, type ReadAt } from './executables/executable-format.ts';
import { ExecutableVersions } from './executables/executable-version.ts';
import { KnownFaults } from './executables/faults/known-faults.ts';
import { lstat, readLinkBytes, stat, type Walk, walkPath } from './host-paths.ts';
import { mayExecute, ownCredentials, sameUser } from './kernel-access.ts';
import { MountTable } from './mounts.ts';

/** The result of a read: the value, or the name of the system error. No state of the host makes a read throw. */
export type Result<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly errno: string };

/** A directory entry: `name` is for display; when `utf8` is false, only `raw` leads to the file. */
export interface ListedName {
  readonly name: string;
  readonly utf8: boolean;
  readonly raw: Buffer;
}

const DEFAULT_LIMIT_BYTES = 16 * 1024 * 1024;
const MAX_KNOWN_FORMATS = 4096;
/** Linux `fs/exec.c`: a chain of interpreters longer than this fails with ELOOP. */
const MAX_INTERPRETERS = 5;
const OPEN_FLAGS = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;
const DANGLING_ERRNOS: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/**
 * All reads of the observed host.
 *
 * With root `/` it is this machine; below another directory each component is walked separately, so that no link leads
 * outside (the tree may be a hostile container image). Paths are absolute, and as that host spells them.
 */
export class HostFiles {
  /** Directory of this machine that holds the host's tree; `/` for this machine itself. */
  readonly root: string;
  /** Prefix of every physical path: '' for this machine. */
  readonly #prefix: BytePath;
  readonly #own: Credentials | undefined = ownCredentials();
  readonly #formats = new Map<string, ExecutableFormat>();
  readonly #mounts = new MountTable();
  #trouble: string | undefined;
  /** The versions of this host's executables. */
  readonly executables = new ExecutableVersions(this);
  /** Why this host's programs do not execute. */
  readonly faults = new KnownFaults(this);
  /** Paths that were asked for, while somebody records them. */
  #asked: Set<string> | undefined;

  constructor(root: string) {
    this.root = path.resolve(root);
    this.#prefix = this.root === '/' ? '' : toBytePath(this.root);
  }

  /**
   * The last error since the previous call that is about this process and not about the host, such as `EMFILE`: what was
   * read in between may miss things that are there.
   */
  takeTrouble(): string | undefined {
    const trouble = this.#trouble;
    this.#trouble = undefined;
    return trouble;
  }

  /** Does `work`, and gives the paths of files that it looked at or opened. */
  recording<T>(work: () => T): { readonly value: T; readonly paths: readonly string[] } {
    const outer = this.#asked;
    const asked = new Set<string>();
    this.#asked = asked;
    try {
      return { value: work(), paths: [...asked] };
    } finally {
      this.#asked = outer;
    }
  }

  /** The file at a path after following links, as `user` would find and execute it. */
  inspect(hostPath: HostPath, user: Credentials): FileFact {
    this.#note(hostPath);
    return this.#inspect(toBytePath(hostPath), user, 0);
  }

  /**
   * A string that changes with the file at a path: device, inode, mode, size and times, of a link and of its target; the
   * name of the error if there is one. Cheap enough for every second.
   */
  identity(hostPath: HostPath): string {
    this.#note(hostPath);
    const bytes = toBytePath(hostPath);
    const link = this.#stat(bytes, false);
    if (typeof link === 'string') return link;
    if (!link.isSymbolicLink()) return stampOf(link);
    const target = this.#stat(bytes, true);
    return `${stampOf(link)}>${typeof target === 'string' ? target : stampOf(target)}`;
  }

  /** stat(2), which follows links, with this process' own permissions. */
  stat(hostPath: HostPath): Result<{ readonly stat: fs.BigIntStats }> {
    this.#note(hostPath);
    const found = this.#stat(toBytePath(hostPath), true);
    return typeof found === 'string' ? { ok: false, errno: found } : { ok: true, stat: found };
  }

  /** Whether a directory has an entry of that name; a dangling link counts. */
  isPresent(hostPath: HostPath): boolean {
    return typeof this.#stat(toBytePath(hostPath), false) !== 'string';
  }

  /** The bytes of a regular file; `EFBIG` beyond the limit. Never waits: a FIFO or device is `EINVAL`, a directory `EISDIR`. */
  readFile(hostPath: HostPath, limitBytes = DEFAULT_LIMIT_BYTES): Result<{ readonly bytes: Buffer }> {
    const read = this.open(hostPath, (readAt) => readAt(0, limitBytes + 1));
    if (!read.ok) return read;
    return read.value.length > limitBytes ? { ok: false, errno: 'EFBIG' } : { ok: true, bytes: read.value };
  }

  /** Opens a regular file while `use` runs. */
  open<T>(hostPath: HostPath, use: (readAt: ReadAt, stat: fs.BigIntStats) => T): Result<{ readonly value: T }> {
    this.#note(hostPath);
    const bytes = toBytePath(hostPath);
    if (this.#prefix === '') return this.#noted(openRegular(bytes, 0, use));
    const walk = this.#walk(bytes);
    if (!walk.ok) return this.#noted({ ok: false, errno: walk.errno });
    return this.#noted(openRegular(walk.physical, fs.constants.O_NOFOLLOW, use, this.#prefix));
  }

  /** The text of a symbolic link; undefined when the link cannot be read. */
  readLink(hostPath: HostPath): string | undefined {
    const bytes = toBytePath(hostPath);
    try {
      if (this.#prefix === '') return displayPath(readLinkBytes(bytes));
      const walk = walkPath(this.#prefix, bytes, { follow: false, maySearch: () => true });
      return walk.ok ? displayPath(readLinkBytes(walk.physical)) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The path after resolving all links, as the host spells it. */
  realPath(hostPath: HostPath): string | undefined {
    const walk = this.#walk(toBytePath(hostPath));
    return walk.ok ? displayPath(walk.host) : undefined;
  }

  /** The real path on this machine, for watchers and scanners; undefined if it is not valid UTF-8. */
  physical(hostPath: HostPath): string | undefined {
    const walk = this.#walk(toBytePath(hostPath));
    if (!walk.ok) return undefined;
    const bytes = Buffer.from(walk.physical, 'latin1');
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
  }

  /** The mount point that a file is on, as the host spells it; undefined if it is not known or outside the root. */
  mountPoint(hostPath: HostPath): string | undefined {
    const physical = this.physical(hostPath);
    const point = physical === undefined ? undefined : this.#mounts.pointOf(physical);
    if (this.root === '/' || point === undefined) return point;
    return point.startsWith(`${this.root}/`) ? point.slice(this.root.length) : undefined;
  }

  /** The names in a directory, in the kernel's order. */
  async list(hostPath: HostPath): Promise<Result<{ readonly names: readonly ListedName[] }>> {
    const walk = this.#walk(toBytePath(hostPath));
    if (!walk.ok) return { ok: false, errno: walk.errno };
    return await new Promise((resolve) => {
      fs.readdir(toSystemPath(walk.physical), { encoding: 'buffer' }, (error, names) => {
        const listed: Result<{ readonly names: readonly ListedName[] }> =
          error === null ? { ok: true, names: names.map(listedName) } : { ok: false, errno: errnoOf(error) };
        resolve(this.#noted(listed));
      });
    });
  }

  /** The names in a small directory such as /proc, read synchronously. */
  listNow(hostPath: HostPath): Result<{ readonly names: readonly string[] }> {
    this.#note(hostPath);
    const walk = this.#walk(toBytePath(hostPath));
    if (!walk.ok) return { ok: false, errno: walk.errno };
    try {
      return { ok: true, names: fs.readdirSync(toSystemPath(walk.physical)) };
    } catch (error) {
      return this.#noted({ ok: false, errno: errnoOf(error) });
    }
  }

  #noted<R extends { readonly ok: true } | { readonly ok: false; readonly errno: string }>(result: R): R {
    if (!result.ok && isOwnTrouble(result.errno)) this.#trouble = result.errno;
    return result;
  }

  #note(hostPath: HostPath): void {
    if (this.#asked !== undefined && typeof hostPath === 'string') this.#asked.add(hostPath);
  }

  #inspect(bytes: BytePath, user: Credentials, depth: number): FileFact {
    const walk = this.#isOwnView(user) ? directWalk(bytes) : this.#walk(bytes, user);
    if (!walk.ok) return { kind: 'missing', errno: walk.errno, dangling: walk.dangling };
    const accessible = this.#isAccessible(walk.physical, walk.stat, user);
    const execErrno = this.#execErrno(walk, accessible, user, depth);
    return defined({
      kind: kindOf(walk.stat),
      mode: Number(walk.stat.mode) & 0o7777,
      uid: Number(walk.stat.uid),
      gid: Number(walk.stat.gid),
      accessible,
      execErrno,
      realPath: displayPath(walk.host),
    });
  }

  /** Whether the kernel gives this process the same answers as `user`. */
  #isOwnView(user: Credentials): boolean {
    return this.#prefix === '' && this.#own !== undefined && sameUser(this.#own, user);
  }

  #isAccessible(physical: BytePath, stat: fs.BigIntStats, user: Credentials): boolean {
    if (this.#isOwnView(user)) return canExecute(physical);
    if (!mayExecute(stat, user)) return false;
    if (!stat.isFile()) return true;
    // For uid 0 the kernel refuses a file with an x bit only because of its mount.
    return this.#own?.uid === 0 ? canExecute(physical) : !this.#mounts.isNoexec(displayPath(physical));
  }

  #execErrno(walk: Walk & { ok: true }, accessible: boolean, user: Credentials, depth: number): string | undefined {
    if (!walk.stat.isFile() || !accessible) return 'EACCES';
    const format = this.#format(walk.physical, walk.stat);
    // This process may execute the file but not read it.
    if (format === undefined || format.kind === 'native') return undefined;
    if (format.kind === 'unknown') return 'ENOEXEC';
    if (depth >= MAX_INTERPRETERS) return 'ELOOP';
    const interpreter = format.interpreter.toString('latin1');
    // A relative interpreter depends on the directory of the child process, which only containerd knows.
    if (!interpreter.startsWith('/')) return undefined;
    const fact = this.#inspect(interpreter, user, depth + 1);
    if (fact.kind === 'missing') return fact.errno;
    return format.by === 'elf' && fact.execErrno === 'ENOEXEC' ? 'ELIBBAD' : fact.execErrno;
  }

  /** Reads a file's header once for each version of the file. */
  #format(physical: BytePath, stat: fs.BigIntStats): ExecutableFormat | undefined {
    const key = stampOf(stat);
    const known = this.#formats.get(key);
    if (known !== undefined) return known;
    const read = this.#noted(
      openRegular(physical, fs.constants.O_NOFOLLOW, (readAt) => executableFormat(readAt), this.#prefix),
    );
    if (!read.ok) return undefined;
    const oldest = this.#formats.keys().next();
    if (this.#formats.size >= MAX_KNOWN_FORMATS && !oldest.done) this.#formats.delete(oldest.value);
    this.#formats.set(key, read.value);
    return read.value;
  }

  #walk(bytes: BytePath, user?: Credentials): Walk {
    if (this.#prefix === '' && user === undefined) return directWalk(bytes);
    const maySearch = (directory: fs.BigIntStats) => user === undefined || mayExecute(directory, user);
    return walkPath(this.#prefix, bytes, { follow: true, maySearch });
  }

  #stat(bytes: BytePath, follow: boolean): fs.BigIntStats | string {
    if (this.#prefix !== '') {
      const walk = walkPath(this.#prefix, bytes, { follow, maySearch: () => true });
      return walk.ok ? walk.stat : walk.errno;
    }
    try {
      return (follow ? stat(bytes) : lstat(bytes)) ?? 'ENOENT';
    } catch (error) {
      return errnoOf(error);
    }
  }
}

/** Resolves a path with the kernel of this machine. */
function directWalk(bytes: BytePath): Walk {
  if (!bytes.startsWith('/')) return { ok: false, errno: 'EINVAL', dangling: false };
  try {
    const found = stat(bytes);
    if (found === undefined) return { ok: false, errno: 'ENOENT', dangling: isLink(bytes) };
    const host = realPathBytes(bytes);
    return { ok: true, host, physical: host, stat: found };
  } catch (error) {
    const errno = errnoOf(error);
    return { ok: false, errno, dangling: DANGLING_ERRNOS.has(errno) && isLink(bytes) };
  }
}

function realPathBytes(bytes: BytePath): BytePath {
  return toBytePath(fs.realpathSync.native(toSystemPath(bytes), { encoding: 'buffer' }));
}

function isLink(bytes: BytePath): boolean {
  try {
    return lstat(bytes)?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}

/** access(X_OK) of this process; the caller has checked that its real and effective users are equal. */
function canExecute(physical: BytePath): boolean {
  try {
    fs.accessSync(toSystemPath(physical), fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens a regular file without waiting, and checks its type before and after, because opening a FIFO or a device can
 * block or have side effects. Below a root, the file that was opened must be inside that root.
 */
function openRegular<T>(
  physical: BytePath,
  flags: number,
  use: (readAt: ReadAt, stat: fs.BigIntStats) => T,
  prefix: BytePath = '',
): Result<{ readonly value: T }> {
  let fd: number | undefined;
  try {
    const before = stat(physical);
    if (before === undefined) return { ok: false, errno: 'ENOENT' };
    if (!before.isFile()) return { ok: false, errno: before.isDirectory() ? 'EISDIR' : 'EINVAL' };
    fd = fs.openSync(toSystemPath(physical), OPEN_FLAGS | flags);
    const opened = fs.fstatSync(fd, { bigint: true });
    if (!opened.isFile() || !isInside(fd, prefix)) return { ok: false, errno: 'EINVAL' };
    const file = fd;
    return { ok: true, value: use((position, length) => readFully(file, position, length), opened) };
  } catch (error) {
    return { ok: false, errno: errnoOf(error) };
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

function isInside(fd: number, prefix: BytePath): boolean {
  if (prefix === '') return true;
  const base = realPathBytes(prefix);
  return base === '/' || readLinkBytes(`/proc/self/fd/${fd}`).startsWith(`${base}/`);
}

function readFully(fd: number, position: number, length: number): Buffer {
  const parts: Buffer[] = [];
  let total = 0;
  while (total < length) {
    const part = Buffer.allocUnsafe(Math.min(length - total, 65_536));
    const count = fs.readSync(fd, part, 0, part.length, position + total);
    if (count === 0) break;
    parts.push(part.subarray(0, count));
    total += count;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

function listedName(raw: Buffer): ListedName {
  const text = raw.toString('utf8');
  const utf8 = Buffer.byteLength(text) === raw.length && Buffer.from(text).equals(raw);
  return { name: utf8 ? text : displayBytes(raw), utf8, raw };
}

function kindOf(stat: fs.BigIntStats): Exclude<FileFact['kind'], 'missing'> {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isFIFO()) return 'fifo';
  return stat.isSocket() ? 'socket' : 'device';
}

function stampOf(stat: fs.BigIntStats): string {
  return `${stat.dev}:${stat.ino}:${stat.mode}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}
