import { equalValues } from '../../model/equal-values.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import { differenceOf, isNone, itemByItem } from '../../model/item-by-item.ts';
import { placeIn } from '../../model/place-in.ts';
import { shimPrefix } from '../../model/words.ts';
import type { ListedName } from '../host-files.ts';
import { inserted, textName } from './scan-directory.ts';
import { isPlain, isTouched, pathIn } from './touched.ts';

/** An entry, with its name as it was listed. */
interface Named {
  readonly name: ListedName;
  readonly entry: EntryFacts;
}

/** The names that changed: all, and the ones in the directory of a place. */
interface Changed {
  readonly names: ReadonlySet<string>;
  readonly touched?: ReadonlySet<string> | undefined;
}

/** How the files of a directory are looked at. */
interface DirectoryLooks {
  readonly isPresent: (path: string) => boolean;
  readonly entryOf: (name: ListedName) => EntryFacts;
}

const none: ReadonlySet<string> = new Set();

/** Looks again at a few names of places. An entry costs something only if it is looked at: there may be thousands. */
export class AmendedPlaces {
  /** The entries of a place with the names of its listing, as they were left. */
  readonly #left = new WeakMap<
    readonly EntryFacts[],
    { readonly names: readonly ListedName[]; readonly listed: Named[] }
  >();
  /** What follows from the entries of a directory is remembered with it. */
  readonly #memory = new Map<string, object>();

  /** The names and the place as they are now, the same objects where nothing changed. The names are the ones of the entries. */
  amend(
    place: PlaceFacts,
    names: readonly ListedName[],
    { names: all, touched = none }: Changed,
    { isPresent, entryOf }: DirectoryLooks,
  ): { readonly names: readonly ListedName[]; readonly place: PlaceFacts } {
    const { directory, entries: before } = place;
    const left = this.#left.get(before);
    const others = left?.names === names ? [...left.listed] : namedEntries(names, before);
    const links = linksIn(this.#memoryOf(directory), before, directory);
    const again = new Set([...links.map((entry) => before.indexOf(entry)), ...positions(names, all)]);
    for (const at of again) {
      const { name, entry } = others[at] as Named;
      if (touched.has(name.name)) continue;
      const now = entryOf(name);
      if (isTouched(entry, all) || !equalValues(entry, now)) others[at] = { name, entry: now };
    }
    for (const at of positions(names, touched).sort((a, b) => b - a)) others.splice(at, 1);
    const shims = [...touched].filter((name) => name.startsWith(shimPrefix));
    const there = shims.filter((name) => isPresent(pathIn(directory, name))).map(textName);
    const listed = inserted(
      others,
      there.map((name): Named => ({ name, entry: entryOf(name) })),
    );
    const entries = listed.map(({ entry }) => entry);
    if (isNone(differenceOf(before, entries))) return { names, place };
    const now = listed.map(({ name }) => name);
    this.#left.set(entries, { names: now, listed });
    return { names: now, place: { ...place, entries } };
  }

  #memoryOf(directory: string): object {
    const known = this.#memory.get(directory) ?? {};
    this.#memory.set(directory, known);
    return known;
  }
}

/** The entries that files of other names decide about. */
const linksIn = itemByItem((entry: EntryFacts, directory: string) => (isPlain(entry, directory) ? [] : [entry]));

/** Where these names are in a list in byte order. */
function positions(listed: readonly ListedName[], names: ReadonlySet<string>): number[] {
  return [...names].flatMap((name) => {
    const raw = Buffer.from(name);
    const at = placeIn(listed, (other) => Buffer.compare(other.raw, raw) < 0);
    return listed[at]?.name === name ? [at] : [];
  });
}

function namedEntries(names: readonly ListedName[], entries: readonly EntryFacts[]): Named[] {
  return names.map((name, at) => ({ name, entry: entries[at] as EntryFacts }));
}
