import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';
import { changedJustNow } from '../recent.ts';

interface Known<T> {
  /** Undefined while a later change may have the same time stamp. */
  readonly identity: string | undefined;
  /** Identities of the files that count. */
  readonly files: string;
  /** The names of these files that the directory has. */
  readonly names: readonly string[];
  readonly value: T;
}

/** Resolution of file system clocks, and time in which a daemon writes the files of a new directory. */
const racyMs = 100;

/** Many small directories of which only the ones that moved are read again. */
export class KnownDirectories<T> {
  readonly #files: HostFiles;
  readonly #names: readonly string[];
  #known: ReadonlyMap<string, Known<T>> = new Map();
  #next = new Map<string, Known<T>>();
  #all = false;

  /** `names` are the files that count. */
  constructor(files: HostFiles, names: readonly string[]) {
    this.#files = files;
    this.#names = names;
  }

  /** A directory moved so shortly before it was read that it may move again without a trace. */
  get isRacy(): boolean {
    return [...this.#known.values()].some(({ identity }) => identity === undefined);
  }

  /** Begins a round. With `all`, a file that was written in place is noticed too. */
  begin(all: boolean): void {
    this.#all = all;
    this.#next = new Map();
  }

  /** Forgets the directories that the round did not ask for. */
  end(): void {
    this.#known = this.#next;
  }

  /** What `read` makes of a directory and the names in it; undefined for a link, and for what is not a directory. */
  read(directory: string, read: (present: ReadonlySet<string>) => T): T | undefined {
    const identity = this.#files.identity(directory);
    const known = this.#known.get(directory);
    if (known?.identity === identity && (!this.#all || known.files === this.#stampOf(directory, known.names))) {
      this.#next.set(directory, known);
      return known.value;
    }
    // The identity of a link has two parts.
    if (identity.includes('>')) return undefined;
    const listed = this.#files.listNow(directory);
    if (!listed.ok) return undefined;
    const present = new Set(listed.names);
    const names = this.#names.filter((name) => present.has(name));
    const files = this.#stampOf(directory, names);
    const value = read(present);
    this.#next.set(directory, {
      identity: changedJustNow(this.#files, directory, racyMs) ? undefined : identity,
      files,
      names,
      value,
    });
    return value;
  }

  #stampOf(directory: string, names: readonly string[]): string {
    return names.map((name) => this.#files.identity(posix.join(directory, name))).join(' ');
  }
}
