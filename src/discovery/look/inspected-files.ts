import { fileNameOf } from '../../core/go/path.ts';
import { anyName, ByName } from '../../model/by-name.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Credentials, FileFact } from '../../model/host/file-fact.ts';
import type { HostFiles } from '../../sources/host-files.ts';

/** Files that no source observed, each inspected once in a look. */
export class InspectedFiles {
  readonly #files: HostFiles;
  readonly #known = new Map<string, FileFact>();
  /** By their names, and links, which may lead to a file of any name. */
  readonly #byName = new ByName();
  #user: Credentials | undefined;

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** What was inspected, missing files included. */
  get facts(): ReadonlyMap<string, FileFact> {
    return this.#known;
  }

  /**
   * Begins a look with the eyes of `user`. With `names`, only what they concern, and every link, is inspected again. Returns the
   * names of the links, as far as not everything is inspected again.
   */
  begin(user: Credentials, names: ReadonlySet<string> | undefined): readonly string[] {
    const keeps = names !== undefined && user === this.#user;
    this.#user = user;
    if (!keeps) {
      this.#known.clear();
      this.#byName.clear();
      return [];
    }
    const links = [...this.#byName.of([])].map(fileNameOf);
    if (names.size > 0) this.#forget(names);
    return links;
  }

  /** Whether a look at these names, or at everything, would find every file as before. */
  isUnchanged(user: Credentials, names: ReadonlySet<string> | undefined): boolean {
    const paths = names === undefined ? this.#known.keys() : this.#byName.of(names);
    const isSame = (path: string) => equalValues(this.#known.get(path), this.#files.inspect(path, user));
    return user === this.#user && [...paths].every(isSame);
  }

  inspect(path: string): FileFact {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    if (this.#user === undefined) throw new Error('A look begins before it inspects anything');
    const fact = this.#files.inspect(path, this.#user);
    this.#known.set(path, fact);
    this.#byName.add(path, namesOf(path, fact));
    return fact;
  }

  #forget(names: ReadonlySet<string>): void {
    for (const path of this.#byName.of(names)) {
      const fact = this.#known.get(path);
      if (fact !== undefined) this.#byName.delete(path, namesOf(path, fact));
      this.#known.delete(path);
    }
  }
}

/** The names of files that decide about a path. */
function namesOf(path: string, fact: FileFact): readonly string[] {
  return isLink(path, fact) ? [anyName] : [fileNameOf(path)];
}

function isLink(path: string, fact: FileFact): boolean {
  return fact.kind === 'missing' ? fact.dangling : fact.realPath !== path;
}
