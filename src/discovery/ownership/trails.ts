import { fileNameOf } from '../../core/go/path.ts';
import { anyName, ByName } from '../../model/by-name.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Trail } from '../../model/host/ownership.ts';
import { onceEach } from '../../model/once-per.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { lstat } from '../../sources/tree/host-paths.ts';

/** The ways to paths, each looked at once in a look; a look at touched names keeps the ways without such a name. */
export class Trails {
  readonly #files: HostFiles;
  readonly #known = new Map<string, Trail>();
  readonly #byName = new ByName();
  /** The ways that were forgotten for this look; undefined: all. */
  #forgotten: ReadonlySet<string> | undefined;
  /** Looks at each directory once in a look. */
  #lstat = onceEach(lstat);

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** Begins a look. With `names`, only the ways that may lead over one of them are forgotten. */
  begin(names: ReadonlySet<string> | undefined): void {
    this.#lstat = onceEach(lstat);
    if (names === undefined) {
      this.#known.clear();
      this.#byName.clear();
      this.#forgotten = undefined;
      return;
    }
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
    const trail = this.#files.trail(path, this.#lstat);
    this.#known.set(path, trail);
    this.#byName.add(path, namesOn(path, trail));
    return trail;
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
