import { defined } from '../../model/defined.ts';
import type { LookupResult } from '../containerd/lookup-result.ts';
import type { World } from '../world.ts';

/** What the world was asked, and what it said. */
type Grounds = readonly { readonly said: unknown; readonly ask: (world: World) => unknown }[];

/**
 * Answers that hold as long as the world says the same about everything that they were made from. A fact that did not change
 * is the same object.
 */
export class KeptWithGrounds<T> {
  readonly #known = new Map<string, { readonly answer: T; readonly grounds: Grounds }>();

  /** The answer to a question, from `ask` where none is kept. `ask` may look at nothing but the world that it gets. */
  answer(question: string, world: World, ask: (world: World) => T): T {
    const known = this.#known.get(question);
    if (known?.grounds.every((ground) => ground.ask(world) === ground.said)) return known.answer;
    const grounds = new Map<string, Grounds[number]>();
    const answer = ask(recording(world, grounds));
    this.#known.set(question, { answer, grounds: [...grounds.values()] });
    return answer;
  }

  clear(): void {
    this.#known.clear();
  }
}

/** The world, which writes down what is asked of it. */
function recording(world: World, grounds: Map<string, Grounds[number]>): World {
  const note = (kind: string, key: string, said: unknown, ask: (world: World) => unknown) =>
    grounds.set(`${kind} ${key}`, { said, ask });
  const noted =
    <T>(kind: string, ask: (world: World, key: string) => T) =>
    (key: string): T => {
      const said = ask(world, key);
      note(kind, key, said, (later) => ask(later, key));
      return said;
    };
  const { shimEvidence, lookups, explore } = world;
  return {
    ...world,
    inspect: noted('file', (seen, path) => seen.inspect(path)),
    ...defined({
      shimEvidence: shimEvidence && noted('evidence', (seen, path) => seen.shimEvidence?.(path)),
      lookups: lookups && {
        get: noted('lookup', (seen, name) => seen.lookups?.get(name)),
        set: (name: string, found: LookupResult) => {
          lookups.set(name, found);
          note('lookup', name, found, (later) => later.lookups?.get(name));
        },
      },
      explore: explore && {
        elsewhere: noted('elsewhere', (seen, name) => seen.explore?.elsewhere(name) ?? []),
        misspelled: noted('misspelled', (seen, name) => seen.explore?.misspelled(name) ?? []),
        explain: noted('fault', (seen, path) => seen.explore?.explain(path)),
        readLink: noted('link', (seen, path) => seen.explore?.readLink(path)),
      },
    }),
  };
}
