import { fileNameOf } from '../../core/go/path.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import { oncePer, oncePerDetail } from '../../model/once-per.ts';
import type { ListedName } from '../listed-name.ts';

/** Names that the watcher reported, by the `dev:ino` of their directory. */
export type Touched = ReadonlyMap<string, ReadonlySet<string>>;

/** All names, whatever their directory: a link may lead from one directory to another. */
export function namesIn(touched: Touched): ReadonlySet<string> {
  return new Set([...touched.values()].flatMap((names) => [...names]));
}

/** The entries of a place by their names. */
export const entriesByName = oncePer(
  ({ entries }: PlaceFacts): ReadonlyMap<string, EntryFacts> => new Map(entries.map((entry) => [entry.binary, entry])),
);

/** Whether a look at these names concerns an entry: by its own name, or by the name of the file that it leads to. */
export function isTouched({ binary, file }: EntryFacts, names: ReadonlySet<string>): boolean {
  return names.has(binary) || (file.kind !== 'missing' && names.has(fileNameOf(file.realPath)));
}

/** Whether nothing but its own directory decides what an entry is. */
export function isPlain(entry: EntryFacts, directory: string): boolean {
  return isPlainIn(entry, directory, directory);
}

const isPlainIn = oncePerDetail(
  ({ binary, utf8, file }: EntryFacts, directory: string) =>
    utf8 && file.kind === 'file' && file.realPath === pathIn(directory, binary),
);

/** The path of an entry; the directory is absolute and clean, so that nothing else is to be joined. */
export function pathIn(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}

/** The names that are only in one of the two; undefined when one of them is not text, and cannot be looked for. */
export function differences(place: PlaceFacts, listed: readonly ListedName[]): readonly string[] | undefined {
  const before = entriesByName(place);
  const now = new Set(listed.map(({ name }) => name));
  const gone = place.entries.filter(({ binary }) => !now.has(binary));
  const added = listed.filter(({ name }) => !before.has(name));
  if (![...gone, ...added].every(({ utf8 }) => utf8)) return undefined;
  return [...gone.map(({ binary }) => binary), ...added.map(({ name }) => name)];
}
