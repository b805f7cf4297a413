import { fileNameOf } from '../core/go/path.ts';
import { ByName } from '../model/by-name.ts';
import { defined } from '../model/defined.ts';
import { equalValues } from '../model/equal-values.ts';
import type { ContainerdFacts } from '../model/host/containerd-facts.ts';
import type { ExecutionFault } from '../model/host/execution-fault.ts';
import type { ExplainOptions } from '../sources/executables/faults/explain.ts';
import type { Judgement } from '../sources/executables/faults/known-faults.ts';
import type { HostFiles } from '../sources/host-files.ts';

/** What a file was when it was looked at. */
interface Identified {
  /** See `HostFiles.identity`. */
  readonly identity: string;
  readonly name: string;
  readonly isLink: boolean;
}

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
  readonly #identities = new Map<string, Identified>();
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
    if (known !== undefined) return known.identity;
    const identity = this.#files.identity(path);
    this.#identities.set(path, { identity, name: fileNameOf(path), isLink: isLink(identity) });
    return identity;
  }

  #forgetAll(): void {
    this.#known.clear();
    this.#byName.clear();
    this.#identities.clear();
  }

  /** The files whose identity changed, of the ones that a look at these names, or at everything, looks at again. */
  #changed(names: ReadonlySet<string> | undefined): readonly string[] {
    const changed: string[] = [];
    for (const [path, before] of this.#identities) {
      const isConcerned = names === undefined || before.isLink || names.has(before.name);
      if (isConcerned && this.#files.identity(path) !== before.identity) changed.push(path);
    }
    return changed;
  }

  #forget(names: ReadonlySet<string>): readonly string[] {
    const changed = this.#changed(names);
    if (changed.length === 0) return [];
    for (const path of changed) this.#identities.delete(path);
    const forgotten: string[] = [];
    for (const [file, judgement] of this.#known) {
      if (!changed.some((path) => judgement.readFrom.has(path))) continue;
      this.#known.delete(file);
      this.#byName.delete(file, namesOf(judgement));
      forgotten.push(fileNameOf(file));
    }
    return forgotten;
  }
}

function namesOf({ readFrom }: Judgement): string[] {
  return [...readFrom.keys()].map(fileNameOf);
}

/** See `HostFiles.identity`. */
function isLink(identity: string): boolean {
  return identity.includes('>');
}
