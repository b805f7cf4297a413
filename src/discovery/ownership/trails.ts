import type { BigIntStats } from 'node:fs';
import { fileNameOf } from '../../core/go/path.ts';
import { anyName, ByName } from '../../model/by-name.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Trail } from '../../model/host/ownership.ts';
import { onceEach } from '../../model/once-per.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { type BytePath, displayPath } from '../../sources/tree/byte-path.ts';
import { lstat } from '../../sources/tree/host-paths.ts';

/** The ways to paths, each looked at once in a look; a look at touched names keeps the ways without such a name. */
export class Trails {
  readonly #files: HostFiles;
  readonly #known = new Map<string, Trail>();
  readonly #byName = new ByName();
  /** The ways that were forgotten for this look; undefined: all. */
  #forgotten: ReadonlySet<string> | undefined;
  /** What is on them, each file looked at once, by its path on this machine. Only directories are kept for the next look. */
  readonly #stats = new Map<BytePath, BigIntStats | undefined>();
  readonly #directories = new ByName();
  #others: BytePath[] = [];

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** Begins a look. With `names`, only the ways that may lead over one of them are forgotten. */
  begin(names: ReadonlySet<string> | undefined): void {
    if (names === undefined) {
      this.#known.clear();
      this.#byName.clear();
      this.#stats.clear();
      this.#directories.clear();
      this.#others = [];
      this.#forgotten = undefined;
      return;
    }
    for (const path of [...this.#others, ...this.#directories.of(names)]) this.#stats.delete(path);
    this.#others = [];
    this.#forgotten = this.#mayChange(names);
    for (const path of this.#forgotten) {
      this.#byName.delete(path, namesOn(path, this.#known.get(path)));
      this.#known.delete(path);
    }
  }

  /** The paths whose ways may change with these names. */
  #mayChange(names: ReadonlySet<string>): ReadonlySet<string> {
    return names.size === 0 ? names : this.#byName.of(names);
  }

  /** The paths whose ways may be others than in the look before; undefined: all. */
  get changedPaths(): ReadonlySet<string> | undefined {
    return this.#forgotten;
  }

  /** Whether a look at these names, or at everything, would find every way as before. */
  isUnchanged(names: ReadonlySet<string> | undefined): boolean {
    const look = onceEach(lstat);
    const paths = names === undefined ? this.#known.keys() : this.#mayChange(names);
    return [...paths].every((path) => equalValues(this.#known.get(path), this.#files.trail(path, look)));
  }

  /** The way to a path. */
  read(path: string): Trail {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const trail = this.#files.trail(path, (physical) => this.#lstat(physical));
    this.#known.set(path, trail);
    this.#byName.add(path, namesOn(path, trail));
    return trail;
  }

  #lstat(path: BytePath): BigIntStats | undefined {
    if (this.#stats.has(path)) return this.#stats.get(path);
    const found = lstat(path);
    this.#stats.set(path, found);
    if (found?.isDirectory() === true) this.#directories.add(path, [fileNameOf(displayPath(path))]);
    else this.#others.push(path);
    return found;
  }
}

/**
 * The names on a way. A way that ends early may continue where the next name of its path appears; after a link, that is a name
 * of any path.
 */
function namesOn(path: string, trail: Trail | undefined): string[] {
  const { steps = [], errno } = trail ?? {};
  const names = [path, ...steps.map((step) => step.path)].map(fileNameOf);
  if (errno === undefined) return names;
  return steps.some(({ kind }) => kind === 'link') ? [...names, anyName] : [...names, ...path.split('/')];
}
