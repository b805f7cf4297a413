import type { FileFact, Inspect } from '../../model/host/file-fact.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import { oncePer } from '../../model/once-per.ts';
import { shimPrefix } from '../../model/words.ts';
import { directoryOf, fileNameOf, joinPaths } from '../go/path.ts';
import type { Index } from '../kept-index.ts';

/**
 * Gives shims as they were observed, and looks at everything else with `inspect`: conclusions agree with the
 * observation, and a listed directory is not read again for each name that is not in it.
 */
export function observedFirst(
  { places }: Pick<HostFacts, 'places'>,
  inspect: Inspect,
  { byDirectory, byName }: PlaceIndexes = newIndexes,
): Inspect {
  const listed = byDirectory(places.filter(({ state }) => state === 'ok'));
  return (path) => {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const place = name.startsWith(shimPrefix) ? listed.get(slash === 0 ? '/' : path.slice(0, slash)) : undefined;
    const entry = place === undefined ? undefined : byName(place).get(name);
    if (entry !== undefined) return entry.file;
    // A name too long for any directory fails with another error.
    return place !== undefined && name.length < 64 ? absent : inspect(path);
  };
}

/** Finds places that could be listed, and their entries. */
interface PlaceIndexes {
  readonly byDirectory: (places: readonly PlaceFacts[]) => Pick<Index<PlaceFacts>, 'get'>;
  readonly byName: (place: PlaceFacts) => Pick<Index<EntryFacts>, 'get'>;
}

/** Gives the path under which a file is listed: in a repeated directory, the path by the directory's first mention. */
export function firstSpelling(places: readonly PlaceFacts[]): (path: string) => string {
  if (!places.some(({ state }) => state === 'duplicate')) return (path) => path;
  const repeated = new Map<string, string>();
  const first = new Set<string>();
  for (const { directory, state, duplicateOf } of places) {
    if (!first.has(directory) && state === 'duplicate' && duplicateOf !== undefined)
      repeated.set(directory, duplicateOf);
    first.add(directory);
  }
  return (path) => {
    const directory = repeated.size === 0 ? undefined : repeated.get(directoryOf(path));
    return directory === undefined ? path : joinPaths(directory, fileNameOf(path));
  };
}

const absent: FileFact = { kind: 'missing', errno: 'ENOENT', dangling: false };

/** What identifies an entry in its place: its name, if it is text. Another name may be written like a text. */
export function entryKey({ binary, utf8 }: EntryFacts): string {
  return utf8 ? binary : `\0${binary}`;
}

const newIndexes: PlaceIndexes = {
  byDirectory: (places) => new Map(places.map((place) => [place.directory, place])),
  byName: oncePer(
    ({ entries }): ReadonlyMap<string, EntryFacts> => new Map(entries.map((entry) => [entryKey(entry), entry])),
  ),
};
