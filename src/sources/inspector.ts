import { accessSync, type BigIntStats, constants } from 'node:fs';
import type { Credentials, FileFact, FoundFile } from '../model/host/file-fact.ts';
import { type BytePath, displayPath, toSystemPath } from './byte-path.ts';
import { type ExecutableFormat, executableFormat } from './executables/executable-format.ts';
import { directWalk, stampOf, type Walk, walkPath } from './host-paths.ts';
import { mayExecute, ownCredentials, sameUser } from './kernel-access.ts';
import type { MountTable } from './mounts.ts';
import { openRegular } from './regular-file.ts';

/** Interpreters that were inspected at one moment, by their depth in a chain and their path. */
export type Interpreters = Map<string, FileFact>;

const MAX_KNOWN_FORMATS = 4096;
/** Linux `fs/exec.c`: a chain of interpreters longer than this fails with ELOOP. */
const MAX_INTERPRETERS = 5;

/** Looks at files as a user of the host would find and execute them. */
export class Inspector {
  readonly #prefix: BytePath;
  readonly #mounts: MountTable;
  readonly #onError: (errno: string) => void;
  readonly #own: Credentials | undefined = ownCredentials();
  /** The formats of files, by device and inode. */
  readonly #formats = new Map<string, { readonly stamp: string; readonly format: ExecutableFormat }>();

  /** `prefix` begins every physical path; `onError` gets the name of each error that reading a header meets. */
  constructor(prefix: BytePath, mounts: MountTable, onError: (errno: string) => void) {
    this.#prefix = prefix;
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
    if (this.#isOwnView(user)) return directWalk(path);
    return walkPath(this.#prefix, path, { follow: true, maySearch: (directory) => mayExecute(directory, user) });
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
    const format = this.#format(walk.physical, walk.stat);
    // This process may execute the file but not read it.
    if (format === undefined || format.kind === 'native') return undefined;
    if (format.kind === 'unknown') return 'ENOEXEC';
    if (depth >= MAX_INTERPRETERS) return 'ELOOP';
    const interpreter = format.interpreter.toString('latin1');
    // A relative interpreter depends on the directory of the child process, which only containerd knows.
    if (!interpreter.startsWith('/')) return undefined;
    const key = `${depth} ${interpreter}`;
    const fact = interpreters.get(key) ?? this.inspect(interpreter, user, interpreters, depth + 1);
    interpreters.set(key, fact);
    if (fact.kind === 'missing') return fact.errno;
    return format.by === 'elf' && fact.execErrno === 'ENOEXEC' ? 'ELIBBAD' : fact.execErrno;
  }

  /** Reads a file's header once for each version of the file. */
  #format(physical: BytePath, stat: BigIntStats): ExecutableFormat | undefined {
    const [key, stamp] = [`${stat.dev}:${stat.ino}`, stampOf(stat)];
    const known = this.#formats.get(key);
    if (known?.stamp === stamp) return known.format;
    const read = openRegular(physical, constants.O_NOFOLLOW, (readAt) => executableFormat(readAt), this.#prefix);
    if (!read.ok) {
      this.#onError(read.errno);
      return undefined;
    }
    const oldest = this.#formats.keys().next();
    if (this.#formats.size >= MAX_KNOWN_FORMATS && !oldest.done) this.#formats.delete(oldest.value);
    this.#formats.set(key, { stamp, format: read.value });
    return read.value;
  }
}

function missing({ errno, dangling }: Walk & { ok: false }): FoundFile & { kind: 'missing' } {
  return { kind: 'missing', errno, dangling };
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
