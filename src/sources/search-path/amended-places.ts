import { equalValues } from '../../model/equal-values.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import { differenceOf, isNone, itemByItem } from '../../model/item-by-item.ts';
import { placeIn } from '../../model/place-in.ts';
import { shimPrefix } from '../../model/words.ts';
import { type ListedName, textName } from '../listed-name.ts';
import { inserted } from './scan-directory.ts';
import { isPlain, isTouched } from './touched.ts';
import type { Viewer } from './viewer.ts';

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

/** A place as it was left. */
interface Left {
  readonly names: readonly ListedName[];
  readonly listed: readonly Named[];
  /** The entries that files of other names decide about. */
  readonly links: readonly EntryFacts[];
}

const none: ReadonlySet<string> = new Set();

/** Looks again at a few names of places. An entry costs something only if it is looked at: there may be thousands. */
export class AmendedPlaces {
  readonly #left = new WeakMap<readonly EntryFacts[], Left>();
  /** What follows from the entries of a directory is remembered with it. */
  readonly #memory = new Map<string, object>();

  /** The names and the place as they are now, the same objects where nothing changed. The names are the ones of the entries. */
  amend(
    place: PlaceFacts,
    names: readonly ListedName[],
    { names: all, touched = none }: Changed,
    viewer: Viewer,
  ): { readonly names: readonly ListedName[]; readonly place: PlaceFacts } {
    const { directory, entries: before } = place;
    if (before.length === 0 && touched.size === 0) return { names, place };
    const { listed, links } = this.#leftOf(place, names);
    const again = new Set([...links.map((entry) => before.indexOf(entry)), ...positions(names, all)]);
    if (again.size === 0 && touched.size === 0) return { names, place };
    const others = [...listed];
    for (const at of again) {
      const { name, entry } = others[at] as Named;
      if (touched.has(name.name)) continue;
      const now = viewer.entry(directory, name);
      if (isTouched(entry, all) || !equalValues(entry, now)) others[at] = { name, entry: now };
    }
    for (const at of positions(names, touched).sort((a, b) => b - a)) others.splice(at, 1);
    const found = [...touched]
      .filter((name) => name.startsWith(shimPrefix))
      .map(textName)
      .map((name): Named => ({ name, entry: viewer.entry(directory, name) }))
      .filter(({ name, entry }) => isThere(entry, () => viewer.isPresent(directory, name.name)));
    return this.#leave(place, names, inserted(others, found));
  }

  #leave(place: PlaceFacts, names: readonly ListedName[], listed: readonly Named[]) {
    const entries = listed.map(({ entry }) => entry);
    if (isNone(differenceOf(place.entries, entries))) return { names, place };
    const now = listed.map(({ name }) => name);
    this.#left.set(entries, { names: now, listed, links: this.#linksIn(place.directory, entries) });
    return { names: now, place: { ...place, entries } };
  }

  #leftOf({ directory, entries }: PlaceFacts, names: readonly ListedName[]): Left {
    const known = this.#left.get(entries);
    if (known?.names === names) return known;
    const listed = names.map((name, at) => ({ name, entry: entries[at] as EntryFacts }));
    const left = { names, listed, links: this.#linksIn(directory, entries) };
    this.#left.set(entries, left);
    return left;
  }

  #linksIn(directory: string, entries: readonly EntryFacts[]): readonly EntryFacts[] {
    const memory = this.#memory.get(directory) ?? {};
    this.#memory.set(directory, memory);
    return linksIn(memory, entries, directory);
  }
}

/** The user may not be allowed to reach a file that is there; its directory shows whether it is. */
function isThere({ file }: EntryFacts, isPresent: () => boolean): boolean {
  if (file.kind !== 'missing' || file.dangling) return true;
  return file.errno !== 'ENOENT' && isPresent();
}

const linksIn = itemByItem((entry: EntryFacts, directory: string) => (isPlain(entry, directory) ? [] : [entry]));

/** Where these names are in a list in byte order. */
function positions(listed: readonly ListedName[], names: ReadonlySet<string>): number[] {
  if (listed.length === 0) return [];
  return [...names].flatMap((name) => {
    const raw = Buffer.from(name);
    const at = placeIn(listed, (other) => Buffer.compare(other.raw, raw) < 0);
    return listed[at]?.name === name ? [at] : [];
  });
}
