import { fileNameOf } from '../../core/go/path.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Trail } from '../../model/host/ownership.ts';
import { onceEach } from '../../model/once-per.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { lstat } from '../../sources/host-paths.ts';

/** A way, and the names on it. */
interface NamedTrail {
  readonly trail: Trail;
  readonly names: readonly string[];
}

/** The ways to paths, each looked at once in a look; a look at touched names keeps the ways without such a name. */
export class Trails {
  readonly #files: HostFiles;
  readonly #known = new Map<string, NamedTrail>();
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
      this.#forgotten = undefined;
      return;
    }
    const forgotten = names.size === 0 ? [] : [...this.#known].filter(([, known]) => mayChange(known, names));
    this.#forgotten = new Set(forgotten.map(([path]) => path));
    for (const path of this.#forgotten) this.#known.delete(path);
  }

  /** Whether a way that was read for the look before is still the same. */
  isKept(path: string): boolean {
    return this.#forgotten !== undefined && !this.#forgotten.has(path);
  }

  /** Whether a look at these names, or at everything, would find every way as before. */
  isUnchanged(names: ReadonlySet<string> | undefined): boolean {
    const look = onceEach(lstat);
    const isConcerned = (known: NamedTrail) => names === undefined || mayChange(known, names);
    return [...this.#known].every(
      ([path, known]) => !isConcerned(known) || equalValues(known.trail, this.#files.trail(path, look)),
    );
  }

  /** The way to a path. */
  read(path: string): Trail {
    const known = this.#known.get(path);
    if (known !== undefined) return known.trail;
    const trail = this.#files.trail(path, this.#lstat);
    this.#known.set(path, { trail, names: [fileNameOf(path), ...trail.steps.map((step) => fileNameOf(step.path))] });
    return trail;
  }
}

/** A way that ends early may continue where a new name appears. */
function mayChange({ trail, names: onWay }: NamedTrail, names: ReadonlySet<string>): boolean {
  return trail.errno !== undefined || onWay.some((name) => names.has(name));
}
