import { accessSync, type BigIntStats, constants } from 'node:fs';
import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { Credentials, FileFact, FoundFile } from '../../model/host/file-fact.ts';
import { type ExecutableFormat, executableFormat, loaderErrno, type ReadAt } from '../executables/executable-format.ts';
import { mayExecute, ownCredentials, sameUser } from '../kernel-access.ts';
import { type BytePath, displayPath, toSystemPath } from './byte-path.ts';
import { directWalk, type lstat, stampOf, type Walk, walkPath } from './host-paths.ts';
import type { HostTree } from './host-tree.ts';
import type { MountTable } from './mounts.ts';
import { openRegular } from './regular-file.ts';

/** The errors of interpreters that were inspected at one moment, by their depth in a chain, or their machine, and their path. */
export type Interpreters = Map<string, string | undefined>;

/** What was read of one version of a file. */
interface Known<T> {
  readonly stamp: string;
  readonly value: T;
}

const MAX_KNOWN_FORMATS = 4096;
/** Linux `fs/exec.c`: a chain of interpreters longer than this fails with ELOOP. */
const MAX_INTERPRETERS = 5;

/** Looks at files as a user of the host would find and execute them. */
export class Inspector {
  readonly #prefix: BytePath;
  readonly #lstatAbove: typeof lstat;
  readonly #mounts: MountTable;
  readonly #onError: (errno: string) => void;
  readonly #own: Credentials | undefined = ownCredentials();
  /** The formats of files, by device and inode. */
  readonly #formats = new Map<string, Known<ExecutableFormat>>();
  /** Why files cannot be loaders for a machine. */
  readonly #loaders = new Map<string, Known<string | undefined>>();

  /** `onError` gets the name of each error that reading a header meets. */
  constructor(
    { prefix, lstatAbove }: Pick<HostTree, 'prefix' | 'lstatAbove'>,
    mounts: MountTable,
    onError: (errno: string) => void,
  ) {
    this.#prefix = prefix;
    this.#lstatAbove = lstatAbove;
    this.#mounts = mounts;
    this.#onError = onError;
  }

  /**
   * The file at a path after following links, as `user` would find and execute it. An interpreter is inspected once for files
   * that are given the same `interpreters`.
   */
  inspect(path: BytePath, user: Credentials, interpreters: Interpreters = new Map(), depth = 0): FileFact {
    const walk = this.#walk(path, user);
    if (!walk.ok) return missing(walk);
    const found = this.#present(walk, user);
    const execErrno = found.accessible ? this.#execErrno(walk, user, interpreters, depth) : 'EACCES';
    return execErrno === undefined ? found : { ...found, execErrno };
  }

  /** The same without executing it: neither the file nor an interpreter is read. */
  find(path: BytePath, user: Credentials): FoundFile {
    const walk = this.#walk(path, user);
    return walk.ok ? this.#present(walk, user) : missing(walk);
  }

  #present(walk: Walk & { ok: true }, user: Credentials): Exclude<FoundFile, { kind: 'missing' }> {
    const { stat, physical, host } = walk;
    return {
      kind: kindOf(stat),
      mode: Number(stat.mode) & 0o7777,
      uid: Number(stat.uid),
      gid: Number(stat.gid),
      accessible: this.#isAccessible(physical, stat, user),
      realPath: displayPath(host),
    };
  }

  #walk(path: BytePath, user: Credentials): Walk {
    if (this.#isOwnView(user)) {
      const walk = directWalk(path);
      // A process of uid 0 without the capabilities of root; root may search every directory.
      const isRefused = !walk.ok && walk.errno === 'EACCES' && user.uid === 0;
      return isRefused ? { ...walk, hidden: posix.dirname(path) } : walk;
    }
    const maySearch = (directory: BigIntStats) => mayExecute(directory, user);
    return walkPath(this.#prefix, path, { follow: true, maySearch, lstatAbove: this.#lstatAbove });
  }

  /** Whether the kernel gives this process the same answers as `user`. */
  #isOwnView(user: Credentials): boolean {
    return this.#prefix === '' && this.#own !== undefined && sameUser(this.#own, user);
  }

  #isAccessible(physical: BytePath, stat: BigIntStats, user: Credentials): boolean {
    if (this.#isOwnView(user)) return canExecute(physical);
    if (!mayExecute(stat, user)) return false;
    if (!stat.isFile()) return true;
    // For uid 0 the kernel refuses a file with an x bit only because of its mount.
    return this.#own?.uid === 0 ? canExecute(physical) : !this.#mounts.isNoexec(displayPath(physical));
  }

  #execErrno(
    walk: Walk & { ok: true },
    user: Credentials,
    interpreters: Interpreters,
    depth: number,
  ): string | undefined {
    if (!walk.stat.isFile()) return 'EACCES';
    const format = this.#remembered(this.#formats, '', walk, executableFormat);
    // This process may execute the file but not read it.
    if (format === undefined || format.kind === 'native') return undefined;
    if (format.kind === 'refused') return format.errno;
    const interpreter = format.interpreter.toString('latin1');
    // A relative one is looked for in the bundle of the container, where no program is; one without a name is the bundle.
    if (!interpreter.startsWith('/')) return interpreter === '' ? 'EACCES' : 'ENOENT';
    if (format.by === 'script' && depth >= MAX_INTERPRETERS) return 'ELOOP';
    const key = `${format.by === 'script' ? depth : format.layout} ${interpreter}`;
    if (interpreters.has(key)) return interpreters.get(key);
    const errno =
      format.by === 'script'
        ? execErrnoOf(this.inspect(interpreter, user, interpreters, depth + 1))
        : this.#loaderErrno(interpreter, format.layout, user);
    interpreters.set(key, errno);
    return errno;
  }

  /** A loader must be a file that may be executed; of its content, the kernel looks at the header only. */
  #loaderErrno(loader: BytePath, layout: string, user: Credentials): string | undefined {
    const walk = this.#walk(loader, user);
    if (!walk.ok) return walk.errno;
    if (!walk.stat.isFile() || !this.#isAccessible(walk.physical, walk.stat, user)) return 'EACCES';
    return this.#remembered(this.#loaders, layout, walk, (readAt) => loaderErrno(readAt, layout));
  }

  /** Reads a file's header once for each version of the file; undefined where it cannot be read. */
  #remembered<T>(
    known: Map<string, Known<T>>,
    kind: string,
    { physical, stat }: Walk & { ok: true },
    read: (readAt: ReadAt) => T,
  ): T | undefined {
    const [key, stamp] = [`${stat.dev}:${stat.ino}:${kind}`, stampOf(stat)];
    const before = known.get(key);
    if (before?.stamp === stamp) return before.value;
    const opened = openRegular(physical, constants.O_NOFOLLOW, (readAt) => read(readAt), this.#prefix);
    if (!opened.ok) {
      this.#onError(opened.errno);
      return undefined;
    }
    const oldest = known.keys().next();
    if (known.size >= MAX_KNOWN_FORMATS && !oldest.done) known.delete(oldest.value);
    known.set(key, { stamp, value: opened.value });
    return opened.value;
  }
}

function missing({ errno, dangling, hidden }: Walk & { ok: false }): FoundFile & { kind: 'missing' } {
  return { kind: 'missing', errno, dangling, ...defined({ hidden: hidden && displayPath(hidden) }) };
}

/** What execve(2) of a script with this interpreter fails with. */
function execErrnoOf(fact: FileFact): string | undefined {
  return fact.kind === 'missing' ? fact.errno : fact.execErrno;
}

/** access(X_OK) of this process; the caller has checked that its real and effective users are equal. */
function canExecute(physical: BytePath): boolean {
  try {
    accessSync(toSystemPath(physical), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function kindOf(stat: BigIntStats): Exclude<FileFact['kind'], 'missing'> {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isFIFO()) return 'fifo';
  return stat.isSocket() ? 'socket' : 'device';
}
