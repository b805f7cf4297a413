import { anyName, ByName } from '../../model/by-name.ts';
import { defined } from '../../model/defined.ts';
import type { Doubtful } from '../../model/item-by-item.ts';
import type { LookupResult } from '../containerd/lookup-result.ts';
import { fileNameOf } from '../go/path.ts';
import type { World } from '../world.ts';

/** What an answer may ask of the world. */
const questions = {
  file: (world, path) => world.inspect(path),
  evidence: (world, path) => world.shimEvidence?.(path),
  lookup: (world, name) => world.lookups?.get(name),
  elsewhere: (world, name) => world.explore?.elsewhere(name) ?? [],
  misspelled: (world, name) => world.explore?.misspelled(name) ?? [],
  fault: (world, path) => world.explore?.explain(path),
  link: (world, path) => world.explore?.readLink(path),
  package: (world, path) => world.packageOf?.(path),
  use: (world, path) => world.useOf?.(path),
} satisfies Record<string, (world: World, key: string) => unknown>;

type Kind = keyof typeof questions;

/** What the world was asked, and what it said. */
interface Ground {
  readonly kind: Kind;
  readonly key: string;
  readonly said: unknown;
}

interface Known<T> {
  readonly answer: T;
  readonly grounds: readonly Ground[];
}

/** The grounds of one answer, by kind and key. */
type Notes = Map<Kind, Map<string, unknown>>;

/**
 * Answers that hold as long as the world says the same about everything that they were made from. A fact that did not change
 * is the same object.
 */
export class KeptWithGrounds<T> {
  readonly #known = new Map<string, Known<T>>();
  readonly #byName = new ByName();
  #doubtful: ReadonlySet<string> | undefined;

  /** From now on, only files of these names may be others than the last time; undefined: all. */
  doubt(names: Iterable<string> | undefined): void {
    this.#doubtful = names && this.#byName.of(names);
  }

  /** The questions whose answers may be others than the last time. */
  get doubtful(): Doubtful<string> {
    return this.#doubtful === undefined ? 'all' : [...this.#doubtful];
  }

  /** The answer to a question, from `ask` where none is kept. `ask` may look at nothing but the world that it gets. */
  answer(question: string, world: World, ask: (world: World) => T): T {
    const known = this.#known.get(question);
    if (known !== undefined && (this.#doubtful?.has(question) === false || holds(known, world))) return known.answer;
    const notes: Notes = new Map();
    const answer = ask(recording(world, notes));
    const grounds = [...notes].flatMap(([kind, all]) => [...all].map(([key, said]) => ({ kind, key, said })));
    if (known !== undefined) this.#byName.delete(question, namesOf(known.grounds));
    this.#known.set(question, { answer, grounds });
    this.#byName.add(question, namesOf(grounds));
    return answer;
  }

  clear(): void {
    this.#known.clear();
    this.#byName.clear();
  }
}

function holds({ grounds }: Known<unknown>, world: World): boolean {
  return grounds.every(({ kind, key, said }) => questions[kind](world, key) === said);
}

/** The names of the files that grounds are about; any where something else may change them. */
function namesOf(grounds: readonly Ground[]): readonly string[] {
  return grounds.map(({ kind, key, said }) => {
    if (kind === 'link') return anyName;
    if (kind !== 'lookup') return fileNameOf(key);
    const binary = (said as LookupResult | undefined)?.binary;
    return binary === undefined || binary.includes('/') ? anyName : binary;
  });
}

/** The world, which writes down what is asked of it. */
function recording(world: World, notes: Notes): World {
  const note = (kind: Kind, key: string, said: unknown) => {
    const ofKind = notes.get(kind);
    if (ofKind === undefined) notes.set(kind, new Map([[key, said]]));
    else ofKind.set(key, said);
  };
  const noted =
    <K extends Kind>(kind: K) =>
    (key: string): ReturnType<(typeof questions)[K]> => {
      const said = questions[kind](world, key) as ReturnType<(typeof questions)[K]>;
      note(kind, key, said);
      return said;
    };
  const { shimEvidence, lookups, explore, packageOf, useOf } = world;
  return {
    ...world,
    inspect: noted('file'),
    ...defined({
      shimEvidence: shimEvidence && noted('evidence'),
      packageOf: packageOf && noted('package'),
      useOf: useOf && noted('use'),
      lookups: lookups && {
        get: noted('lookup'),
        set: (name: string, found: LookupResult) => {
          lookups.set(name, found);
          note('lookup', name, found);
        },
      },
      explore: explore && {
        elsewhere: noted('elsewhere'),
        misspelled: noted('misspelled'),
        explain: noted('fault'),
        readLink: noted('link'),
      },
    }),
  };
}
