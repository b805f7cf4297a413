import { fileNameOf } from '../../core/go/path.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Credentials, FileFact } from '../../model/host/file-fact.ts';
import type { HostFiles } from '../../sources/host-files.ts';

/** Files that no source observed, each inspected once in a look. */
export class InspectedFiles {
  readonly #files: HostFiles;
  readonly #known = new Map<string, FileFact>();
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
      return [];
    }
    const links = [...this.#known].flatMap(([path, fact]) => (isLink(path, fact) ? [fileNameOf(path)] : []));
    if (names.size > 0) this.#forget(names);
    return links;
  }

  /** Whether a look at these names, or at everything, would find every file as before. */
  isUnchanged(user: Credentials, names: ReadonlySet<string> | undefined): boolean {
    return (
      user === this.#user &&
      [...this.#known].every(
        ([path, fact]) => !concerns(names, path, fact) || equalValues(fact, this.#files.inspect(path, user)),
      )
    );
  }

  inspect(path: string): FileFact {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    if (this.#user === undefined) throw new Error('A look begins before it inspects anything');
    const fact = this.#files.inspect(path, this.#user);
    this.#known.set(path, fact);
    return fact;
  }

  #forget(names: ReadonlySet<string>): void {
    for (const [path, fact] of this.#known) {
      if (concerns(names, path, fact)) this.#known.delete(path);
    }
  }
}

/** Whether a file has one of the names, or is a link, which may lead to one; a look at everything is about each file. */
function concerns(names: ReadonlySet<string> | undefined, path: string, fact: FileFact): boolean {
  if (names === undefined) return true;
  return isLink(path, fact) || names.has(fileNameOf(path));
}

function isLink(path: string, fact: FileFact): boolean {
  return fact.kind === 'missing' ? fact.dangling : fact.realPath !== path;
}
