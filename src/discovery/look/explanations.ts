import { fileNameOf } from '../../core/go/path.ts';
import { anyName, ByName } from '../../model/by-name.ts';
import { defined } from '../../model/defined.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { ExecutionFault } from '../../model/host/execution-fault.ts';
import type { ExplainOptions } from '../../sources/executables/faults/explain.ts';
import type { Judgement } from '../../sources/executables/faults/known-faults.ts';
import type { HostFiles } from '../../sources/host-files.ts';

/**
 * Why files do not execute and where links lead, each found out once in a look; a look at touched names keeps what was
 * explained without a file of such a name.
 */
export class Explanations {
  readonly #files: HostFiles;
  /** As whom, and in which environment, files are executed. */
  #executor: ExplainOptions | undefined;
  readonly #known = new Map<string, Judgement>();
  /** Which files were explained from files of a name. */
  readonly #byName = new ByName();
  /** All files that explanations were made from. */
  readonly #identities = new Map<string, string>();
  readonly #pathsByName = new ByName();
  /** Where links lead, as of this look. */
  readonly #links = new Map<string, string | undefined>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /**
   * Begins a look. With `names`, only files of such a name and links, which may lead to one, are looked at again. Returns the
   * names of the files that may be explained in another way, as far as not all are.
   */
  begin(
    { user, path, ldLibraryPath }: Pick<ContainerdFacts, 'user' | 'path' | 'ldLibraryPath'>,
    names: ReadonlySet<string> | undefined,
  ): readonly string[] {
    const executor = defined({ user, searchPath: path, ldLibraryPath });
    const keeps = names !== undefined && equalValues(executor, this.#executor);
    this.#executor = executor;
    this.#links.clear();
    if (keeps) return this.#forget(names);
    this.#forgetAll();
    return [];
  }

  /** Whether a look at these names, or at everything, would find every file and link as before. */
  isUnchanged(names: ReadonlySet<string> | undefined): boolean {
    return (
      this.#changed(names).length === 0 &&
      [...this.#links].every(([file, target]) => this.#files.readLink(file) === target)
    );
  }

  /** All files that explanations were made from. */
  get paths(): Iterable<string> {
    return this.#identities.keys();
  }

  /** The names of files that were explained from files of these names: the script of an interpreter, for example. */
  needing(names: ReadonlySet<string>): string[] {
    return [...this.#byName.of(names)].map(fileNameOf);
  }

  /** Where a link leads; undefined where there is none. */
  readLink(file: string): string | undefined {
    const target = this.#links.get(file) ?? this.#files.readLink(file);
    this.#links.set(file, target);
    return target;
  }

  /** Why a file does not execute; undefined where nothing is known against it. */
  explain(file: string): ExecutionFault | undefined {
    const known = this.#known.get(file);
    if (known !== undefined) return known.fault;
    if (this.#executor === undefined) throw new Error('A look begins before it explains anything');
    const judgement = this.#files.faults.judge(file, this.#executor, (each) => this.#identity(each));
    this.#known.set(file, judgement);
    this.#byName.add(file, namesOf(judgement));
    return judgement.fault;
  }

  #identity(path: string): string {
    const known = this.#identities.get(path);
    if (known !== undefined) return known;
    const identity = this.#files.identity(path);
    this.#identities.set(path, identity);
    this.#pathsByName.add(path, namesAt(path, identity));
    return identity;
  }

  #forgetAll(): void {
    this.#known.clear();
    this.#byName.clear();
    this.#pathsByName.clear();
    this.#identities.clear();
  }

  /** The files whose identity changed, of the ones that a look at these names, or at everything, looks at again. */
  #changed(names: ReadonlySet<string> | undefined): readonly string[] {
    const paths = names === undefined ? this.#identities.keys() : this.#pathsByName.of(names);
    return [...paths].filter((path) => this.#files.identity(path) !== this.#identities.get(path));
  }

  #forget(names: ReadonlySet<string>): readonly string[] {
    const changed = this.#changed(names);
    if (changed.length === 0) return [];
    for (const path of changed) {
      this.#pathsByName.delete(path, namesAt(path, this.#identities.get(path) ?? ''));
      this.#identities.delete(path);
    }
    const forgotten = [...this.#byName.of(changed.map(fileNameOf))];
    for (const file of forgotten) {
      const judgement = this.#known.get(file);
      if (judgement !== undefined) this.#byName.delete(file, namesOf(judgement));
      this.#known.delete(file);
    }
    return forgotten.map(fileNameOf);
  }
}

function namesOf({ readFrom }: Judgement): string[] {
  return [...readFrom.keys()].map(fileNameOf);
}

/** The names by which a path is looked at again: any for a link, which `HostFiles.identity` shows. */
function namesAt(path: string, identity: string): string[] {
  return identity.includes('>') ? [fileNameOf(path), anyName] : [fileNameOf(path)];
}
