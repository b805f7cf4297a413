import { fileNameOf } from '../../core/go/path.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Trail } from '../../model/host/ownership.ts';
import { onceEach, oncePer } from '../../model/once-per.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { lstat } from '../../sources/host-paths.ts';

/** The ways to paths, each looked at once in a look; a look at touched names keeps the ways without such a name. */
export class Trails {
  readonly #files: HostFiles;
  readonly #known = new Map<string, Trail>();
  /** Looks at each directory once in a look. */
  #lstat = onceEach(lstat);

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** Begins a look. With `names`, only the ways that may lead over one of them are forgotten. */
  begin(names: ReadonlySet<string> | undefined): void {
    this.#lstat = onceEach(lstat);
    if (names === undefined) this.#known.clear();
    if (names === undefined || names.size === 0) return;
    for (const [path, trail] of this.#known) {
      if (mayChange(path, trail, names)) this.#known.delete(path);
    }
  }

  /** Whether a look at these names, or at everything, would find every way as before. */
  isUnchanged(names: ReadonlySet<string> | undefined): boolean {
    const look = onceEach(lstat);
    const isConcerned = (path: string, trail: Trail) => names === undefined || mayChange(path, trail, names);
    return [...this.#known].every(
      ([path, trail]) => !isConcerned(path, trail) || equalValues(trail, this.#files.trail(path, look)),
    );
  }

  /** The way to a path. */
  read(path: string): Trail {
    const known = this.#known.get(path) ?? this.#files.trail(path, this.#lstat);
    this.#known.set(path, known);
    return known;
  }
}

/** A way that ends early may continue where a new name appears. */
function mayChange(path: string, trail: Trail, names: ReadonlySet<string>): boolean {
  return trail.errno !== undefined || names.has(fileNameOf(path)) || stepNames(trail).some((name) => names.has(name));
}

const stepNames = oncePer(({ steps }: Trail) => steps.map(({ path }) => fileNameOf(path)));
