import { type BigIntStats, readdir, readdirSync } from 'node:fs';
import { defaultPathsIn } from '../core/systemd/manager-environment.ts';
import type { Credentials, FileFact, FoundFile } from '../model/host/file-fact.ts';
import type { Trail } from '../model/host/ownership.ts';
import { parseAccounts } from './accounts.ts';
import { errnoOf, isOwnTrouble } from './errno.ts';
import { readOnlyData } from './executables/elf/read-only-data.ts';
import type { ReadAt } from './executables/executable-format.ts';
import { ExecutableVersions } from './executables/executable-version.ts';
import { KnownFaults } from './executables/faults/known-faults.ts';
import { parseLibraryCache } from './executables/libraries/ld-so-cache.ts';
import { type ListedName, listedName } from './listed-name.ts';
import { ParsedFile } from './parsed-file.ts';
import { ProcessTable } from './processes/process-table.ts';
import type { Result } from './result.ts';
import { KeptListings } from './search-path/kept-listings.ts';
import { displayPath, type HostPath, pathText, toBytePath, toSystemPath } from './tree/byte-path.ts';
import { lstat, stampOf } from './tree/host-paths.ts';
import { HostTree } from './tree/host-tree.ts';
import { Inspector, type Interpreters } from './tree/inspector.ts';
import { MountTable } from './tree/mounts.ts';
import { FileSeries, readProcText } from './tree/regular-file.ts';
import type { SlowFile } from './tree/slow-file.ts';

const MIB = 1024 * 1024;
const DEFAULT_LIMIT_BYTES = 16 * MIB;
const PROCESS_LIMIT_BYTES = 8 * MIB;
/** Source: Linux, Documentation/admin-guide/devices.txt: major 1, minor 3. */
const NULL_DEVICE = 0x103n;

/** All reads of the observed host, and what they all share. Paths are absolute, and as that host spells them. */
export class HostFiles {
  /** Directory of this machine that holds the host's tree; `/` for this machine itself. */
  readonly root: string;
  readonly #tree: HostTree;
  readonly #mounts = new MountTable();
  readonly #inspector: Inspector;
  #trouble: string | undefined;
  /** The versions of this host's executables. */
  readonly executables = new ExecutableVersions(this);
  /** The processes of this host. */
  readonly processes = new ProcessTable(this);
  /** Why this host's programs do not execute. */
  readonly faults = new KnownFaults(this);
  /** The default PATHs in systemd's shared library. */
  readonly systemdPaths = new ParsedFile(this, defaultPathsIn, 16 * MIB, readOnlyData);
  /** The cache of glibc's loader. */
  readonly loaderCache = new ParsedFile(this, parseLibraryCache, 8 * MIB);
  /** The lines of /etc/passwd and of /etc/group. */
  readonly users = new ParsedFile(this, parseAccounts, MIB);
  readonly groups = new ParsedFile(this, parseAccounts, MIB);
  /** The names in directories of programs. */
  readonly listings = new KeptListings(this);
  /** Paths that were asked for, while somebody records them. */
  #asked: Set<string> | undefined;

  constructor(root: string) {
    this.#tree = new HostTree(root);
    this.root = this.#tree.root;
    this.#inspector = new Inspector(this.#tree, this.#mounts, (errno) => this.#noteTrouble(errno));
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

  /**
   * The file at a path after following links, as `user` would find and execute it. Many files at one moment may share
   * `interpreters`.
   */
  inspect(hostPath: HostPath, user: Credentials, interpreters?: Interpreters): FileFact {
    this.#note(hostPath);
    return this.#inspector.inspect(toBytePath(hostPath), user, interpreters);
  }

  /** The same without a look into the file, for a caller that does not need to know whether it executes. */
  find(hostPath: HostPath, user: Credentials): FoundFile {
    this.#note(hostPath);
    return this.#inspector.find(toBytePath(hostPath), user);
  }

  /**
   * A string that changes with the file at a path: device, inode, mode, size and times, of a link and of its target; the
   * name of the error if there is one. Cheap enough for every second.
   */
  identity(hostPath: HostPath): string {
    this.#note(hostPath);
    const bytes = toBytePath(hostPath);
    const link = this.#tree.stat(bytes, false);
    if (typeof link === 'string') return link;
    if (!link.isSymbolicLink()) return stampOf(link);
    const target = this.#tree.stat(bytes, true);
    return `${stampOf(link)}>${typeof target === 'string' ? target : stampOf(target)}`;
  }

  /** stat(2), which follows links, with this process' own permissions. */
  stat(hostPath: HostPath): Result<{ readonly stat: BigIntStats }> {
    this.#note(hostPath);
    const found = this.#tree.stat(toBytePath(hostPath), true);
    return typeof found === 'string' ? { ok: false, errno: found } : { ok: true, stat: found };
  }

  /**
   * Every directory and link on the way to a path, and what is at its end, with this process' own permissions. Paths share
   * directories, so a caller may give an lstat() that looks at each once.
   */
  trail(hostPath: HostPath, look = lstat): Trail {
    return this.#tree.trail(toBytePath(hostPath), look);
  }

  /** Whether a directory has an entry of that name; a dangling link counts. */
  isPresent(hostPath: HostPath): boolean {
    return typeof this.#tree.stat(toBytePath(hostPath), false) !== 'string';
  }

  /**
   * The bytes of a regular file; `EFBIG` beyond the limit. Never waits: what else may be there is `EISDIR`, `FIFO`, `SOCKET`
   * or `DEVICE`, except that the null device is empty.
   */
  readFile(hostPath: HostPath, limitBytes = DEFAULT_LIMIT_BYTES): Result<{ readonly bytes: Buffer }> {
    const read = this.open(hostPath, (readAt) => readAt(0, limitBytes + 1));
    if (!read.ok) return read.errno === 'DEVICE' && this.#isNull(hostPath) ? { ok: true, bytes: Buffer.of() } : read;
    return read.value.length > limitBytes ? { ok: false, errno: 'EFBIG' } : { ok: true, bytes: read.value };
  }

  /** The text of a file of a process, such as its command line. */
  readProcess(pid: number, name: string): Result<{ readonly text: string }> {
    const path = `/proc/${pid}/${name}`;
    if (this.#tree.isOwn) {
      this.#note(path);
      return this.#noted(readProcText(path));
    }
    const read = this.readFile(path, PROCESS_LIMIT_BYTES);
    return read.ok ? { ok: true, text: read.bytes.toString('utf8') } : read;
  }

  /** A reader for many small files of a directory; the bytes are overwritten by the next file. */
  readerIn(directory: string): (name: string) => Result<{ readonly bytes: Buffer }> {
    if (!this.#tree.isOwn) return (name) => this.readFile(`${directory}/${name}`);
    const series = new FileSeries();
    return (name) => this.#noted(series.read(toBytePath(`${directory}/${name}`)));
  }

  /** Opens a regular file while `use` runs. */
  open<T>(hostPath: HostPath, use: (readAt: ReadAt, stat: BigIntStats) => T): Result<{ readonly value: T }> {
    this.#note(hostPath);
    return this.#noted(this.#tree.open(toBytePath(hostPath), use));
  }

  /** The same for work in the background, which gives way to other work while the file is open. */
  async openSlowly<T>(hostPath: HostPath, use: (file: SlowFile) => Promise<T>): Promise<Result<{ readonly value: T }>> {
    return this.#noted(await this.#tree.openSlowly(toBytePath(hostPath), use));
  }

  /** The text of a symbolic link; undefined when the link cannot be read. */
  readLink(hostPath: HostPath): string | undefined {
    const target = this.#tree.readLink(toBytePath(hostPath));
    return target === undefined ? undefined : displayPath(target);
  }

  /** The path after resolving all links, as the host spells it. */
  realPath(hostPath: HostPath): string | undefined {
    const walk = this.#tree.walk(toBytePath(hostPath));
    return walk.ok ? displayPath(walk.host) : undefined;
  }

  /** The real path on this machine, for watchers and scanners; undefined if it is not valid UTF-8. */
  physical(hostPath: HostPath): string | undefined {
    const walk = this.#tree.walk(toBytePath(hostPath));
    return walk.ok ? pathText(walk.physical) : undefined;
  }

  /** The mount point that a file is on, as the host spells it; undefined if it is not known or outside the root. */
  mountPoint(hostPath: HostPath): string | undefined {
    const physical = this.physical(hostPath);
    const point = physical === undefined ? undefined : this.#mounts.pointOf(physical);
    if (this.#tree.isOwn || point === undefined) return point;
    return point.startsWith(`${this.root}/`) ? point.slice(this.root.length) : undefined;
  }

  /** The names in a directory, in the kernel's order. */
  async list(hostPath: HostPath): Promise<Result<{ readonly names: readonly ListedName[] }>> {
    const walk = this.#tree.walk(toBytePath(hostPath));
    if (!walk.ok) return { ok: false, errno: walk.errno };
    return await new Promise((resolve) => {
      readdir(toSystemPath(walk.physical), { encoding: 'buffer' }, (error, names) => {
        const listed: Result<{ readonly names: readonly ListedName[] }> =
          error === null ? { ok: true, names: names.map(listedName) } : { ok: false, errno: errnoOf(error) };
        resolve(this.#noted(listed));
      });
    });
  }

  /** The names in a small directory such as /proc, read synchronously. */
  listNow(hostPath: HostPath): Result<{ readonly names: readonly string[] }> {
    this.#note(hostPath);
    const walk = this.#tree.walk(toBytePath(hostPath));
    if (!walk.ok) return { ok: false, errno: walk.errno };
    try {
      return { ok: true, names: readdirSync(toSystemPath(walk.physical)) };
    } catch (error) {
      return this.#noted({ ok: false, errno: errnoOf(error) });
    }
  }

  #noted<R extends { readonly ok: true } | { readonly ok: false; readonly errno: string }>(result: R): R {
    if (!result.ok) this.#noteTrouble(result.errno);
    return result;
  }

  #noteTrouble(errno: string): void {
    if (isOwnTrouble(errno)) this.#trouble = errno;
  }

  #isNull(hostPath: HostPath): boolean {
    const found = this.#tree.stat(toBytePath(hostPath), true);
    return typeof found !== 'string' && found.isCharacterDevice() && found.rdev === NULL_DEVICE;
  }

  #note(hostPath: HostPath): void {
    if (this.#asked !== undefined && typeof hostPath === 'string') this.#asked.add(hostPath);
  }
}
