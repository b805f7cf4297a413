import { type BigIntStats, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { errnoOf } from '../errno.ts';
import { type BytePath, toBytePath, toSystemPath } from './byte-path.ts';

/** The end of a walk: its path as the host spells it (`host`), and as this machine does (`physical`). */
export type Walk =
  | { readonly ok: true; readonly host: BytePath; readonly physical: BytePath; readonly stat: BigIntStats }
  | {
      readonly ok: false;
      readonly errno: string;
      readonly dangling: boolean;
      /** The directory that this process may not search, although the user may. */
      readonly hidden?: BytePath;
    };

/** Whether to `follow` the last link, and whether the user may search a directory on the way. */
interface WalkOptions {
  readonly follow: boolean;
  readonly maySearch: (directory: BigIntStats) => boolean;
  /** Gets each file that the walk comes to, the root and links included. */
  readonly visit?: (host: BytePath, stat: BigIntStats) => void;
  readonly lstat?: typeof lstat;
  /** lstat(2) of what is followed by another component; absent: the same. */
  readonly lstatAbove?: typeof lstat;
}

const MAX_LINKS = 40;
const PATH_MAX = 4096;
const DANGLING_ERRNOS: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/**
 * Walks an absolute path one component at a time below `root`, as the kernel would after chroot(2): an absolute link
 * starts again at the root and `..` stops there (path_resolution(7)). Never throws.
 *
 * `root` is '' for this machine's own tree.
 */
export function walkPath(root: BytePath, path: BytePath, options: WalkOptions): Walk {
  if (path.includes('\0') || !path.startsWith('/')) return failed('EINVAL', false);
  if (path.length >= PATH_MAX) return failed('ENAMETOOLONG', false);
  try {
    const top = (options.lstatAbove ?? options.lstat ?? lstat)(`${root}/`);
    return top === undefined ? failed('ENOENT', false) : new Walker(root, options, top).walk(path);
  } catch (error) {
    const errno = errnoOf(error);
    return hiddenBehind('/', failed(errno, false));
  }
}

/** Resolves a path with the kernel of this machine, following links; of a path that leads nowhere, only the last may dangle. */
export function directWalk(path: BytePath): Walk {
  if (!path.startsWith('/')) return failed('EINVAL', false);
  let isLink = false;
  try {
    const own = lstat(path);
    isLink = own?.isSymbolicLink() ?? false;
    const found = isLink ? stat(path) : own;
    if (found === undefined) return failed('ENOENT', isLink);
    const host = realPathBytes(path);
    return { ok: true, host, physical: host, stat: found };
  } catch (error) {
    const errno = errnoOf(error);
    return failed(errno, DANGLING_ERRNOS.has(errno) && isLink);
  }
}

/** The state of one walk. */
class Walker {
  readonly #root: BytePath;
  readonly #options: WalkOptions;
  readonly #lstat: typeof lstat;
  readonly #lstatAbove: typeof lstat;
  readonly #top: BigIntStats;
  /** Real directory names from the root to the current directory. */
  #names: readonly string[] = [];
  #here: BigIntStats;
  /** Components still to walk, the next one last. */
  #pending: string[] = [];
  #links = 0;
  /** Set while the link at the end of the path is being followed. */
  #inLastLink = false;

  constructor(root: BytePath, options: WalkOptions, top: BigIntStats) {
    this.#root = root;
    this.#options = options;
    this.#lstat = options.lstat ?? lstat;
    this.#lstatAbove = options.lstatAbove ?? this.#lstat;
    this.#top = top;
    this.#here = top;
  }

  walk(path: BytePath): Walk {
    this.#options.visit?.('/', this.#top);
    this.#pending = path.split('/').reverse();
    for (let name = this.#pending.pop(); name !== undefined; name = this.#pending.pop()) {
      const errno = this.#step(name);
      if (errno !== undefined) return this.#failed(errno);
    }
    return { ok: true, host: `/${this.#names.join('/')}`, physical: this.#physical(this.#names), stat: this.#here };
  }

  #failed(errno: string): Walk {
    const walk = failed(errno, this.#inLastLink && errno !== 'EACCES');
    const mayGoOn = this.#options.maySearch(this.#here);
    return mayGoOn ? hiddenBehind(`/${this.#names.join('/')}`, walk) : walk;
  }

  /** Walks one component; returns the name of the error if that fails. */
  #step(name: string): string | undefined {
    if (!this.#here.isDirectory()) return 'ENOTDIR';
    if (name === '' || name === '.') return undefined;
    if (!this.#options.maySearch(this.#here)) return 'EACCES';
    try {
      return name === '..' ? this.#up() : this.#down([...this.#names, name]);
    } catch (error) {
      return errnoOf(error);
    }
  }

  #up(): undefined {
    this.#names = this.#names.slice(0, -1);
    this.#here = this.#names.length === 0 ? this.#top : (this.#lstat(this.#physical(this.#names)) ?? this.#top);
  }

  #down(names: readonly string[]): string | undefined {
    const isLast = this.#pending.length === 0;
    const found = (isLast ? this.#lstat : this.#lstatAbove)(this.#physical(names));
    if (found === undefined) return 'ENOENT';
    this.#options.visit?.(`/${names.join('/')}`, found);
    if (found.isSymbolicLink() && (this.#options.follow || !isLast)) return this.#follow(names, isLast);
    this.#names = names;
    this.#here = found;
    return undefined;
  }

  #follow(names: readonly string[], isLast: boolean): string | undefined {
    this.#inLastLink ||= isLast;
    if (++this.#links > MAX_LINKS) return 'ELOOP';
    const target = readLinkBytes(this.#physical(names));
    if (target === '') return 'ENOENT';
    if (target.startsWith('/')) {
      this.#names = [];
      this.#here = this.#top;
    }
    this.#pending.push(...target.split('/').reverse());
    return undefined;
  }

  #physical(names: readonly string[]): BytePath {
    return names.length === 0 ? `${this.#root}/` : `${this.#root}/${names.join('/')}`;
  }
}

/** The text of a link as bytes; throws when readlink(2) fails. */
export function readLinkBytes(physical: BytePath): BytePath {
  return toBytePath(readlinkSync(toSystemPath(physical), { encoding: 'buffer' }));
}

/** The path after resolving all links; throws when one of them leads nowhere. */
export function realPathBytes(physical: BytePath): BytePath {
  return toBytePath(realpathSync.native(toSystemPath(physical), { encoding: 'buffer' }));
}

/** lstat(2) with nanoseconds; undefined when nothing is there, throws for other errors. */
export function lstat(physical: BytePath): BigIntStats | undefined {
  return lstatSync(toSystemPath(physical), { bigint: true, throwIfNoEntry: false });
}

/** stat(2) with nanoseconds; undefined when nothing is there, throws for other errors. */
export function stat(physical: BytePath): BigIntStats | undefined {
  return statSync(toSystemPath(physical), { bigint: true, throwIfNoEntry: false });
}

/** A string that differs for another file, and for another state of the same file. */
export function stampOf(stat: BigIntStats): string {
  return `${stat.dev}:${stat.ino}:${stat.mode}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}

function failed(errno: string, dangling: boolean): Walk & { readonly ok: false } {
  return { ok: false, errno, dangling };
}

/** A directory that was refused to this process, and not to the user. */
function hiddenBehind(directory: BytePath, walk: Walk & { readonly ok: false }): Walk {
  return walk.errno === 'EACCES' ? { ...walk, hidden: directory } : walk;
}
