import { fileNameOf } from '../../core/go/path.ts';
import { ByName } from '../../model/by-name.ts';
import type { ProgramFacts } from '../../model/host/program.ts';

/** What was learned of one program. */
export interface Learned {
  /** Of the file that the facts are about. */
  readonly stamp: string;
  /** Of the package databases. */
  readonly databases: string;
  readonly facts: ProgramFacts;
  /** Whether the strings of shims were looked for. */
  readonly isSearched: boolean;
  /** When it was read, in milliseconds. */
  readonly readMs: number;
}

/** What was learned of programs, by their real paths. */
export class LearnedPrograms {
  readonly #learned = new Map<string, Learned>();
  readonly #byName = new ByName();
  /** The files that changed whenever they were read. */
  readonly #changing = new Set<string>();
  /** The same as long as nothing is learned or forgotten. */
  #facts: ReadonlyMap<string, ProgramFacts> | undefined;

  /** The facts about all of them; the same object until something is learned or forgotten. */
  get facts(): ReadonlyMap<string, ProgramFacts> {
    this.#facts ??= new Map([...this.#learned].map(([path, { facts }]) => [path, facts]));
    return this.#facts;
  }

  /** What was learned of the file at a path. */
  of(path: string): Learned | undefined {
    return this.#learned.get(path);
  }

  /** The paths of all files, or of the ones with these names. */
  paths(names?: ReadonlySet<string>): ReadonlySet<string> {
    return names === undefined ? new Set(this.#learned.keys()) : this.#byName.of(names);
  }

  /** The names of the files that changed whenever they were read. */
  changing(): string[] {
    return [...this.#changing].map(fileNameOf);
  }

  /** Adds what was learned, in place of what was known of the same path. */
  learn(path: string, learned: Learned): void {
    this.#learned.set(path, learned);
    this.#byName.add(path, [fileNameOf(path)]);
    if (isChanging(learned.facts)) this.#changing.add(path);
    else this.#changing.delete(path);
    this.#facts = undefined;
  }

  forget(path: string): void {
    this.#learned.delete(path);
    this.#byName.delete(path, [fileNameOf(path)]);
    this.#changing.delete(path);
    this.#facts = undefined;
  }

  /** Forgets all other files. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of this.#learned.keys()) {
      if (!paths.has(path)) this.forget(path);
    }
  }
}

/** Whether a file changed while it was read, so that nothing of its content is known. */
export function isChanging({ fault }: ProgramFacts): boolean {
  return fault?.kind === 'changing';
}
