import type { FileFact, Inspect } from '../../model/host/file-fact.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { PlaceFacts } from '../../model/host/place-facts.ts';
import { shimPrefix } from '../../model/words.ts';
import { directoryOf, joinPaths } from '../go/path.ts';

/**
 * Gives shims as they were observed, and looks at everything else with `inspect`: conclusions agree with the
 * observation, and a listed directory is not read again for each name that is not in it.
 */
export function observedFirst({ places }: Pick<HostFacts, 'places'>, inspect: Inspect): Inspect {
  const listed = new Set<string>();
  const files = new Map<string, FileFact>();
  for (const place of places) {
    if (place.state !== 'ok') continue;
    listed.add(place.directory);
    for (const { binary, utf8, file } of place.entries) {
      if (utf8) files.set(joinPaths(place.directory, binary), file);
    }
  }
  return (path) => files.get(path) ?? (isListed(path, listed) ? absent : inspect(path));
}

/** The path under which a file is listed: in a repeated directory, the path by the directory's first mention. */
export function firstSpelling(path: string, places: readonly PlaceFacts[]): string {
  const directory = directoryOf(path);
  const place = places.find((each) => each.directory === directory);
  if (place?.state !== 'duplicate' || place.duplicateOf === undefined) return path;
  return joinPaths(place.duplicateOf, path.slice(path.lastIndexOf('/') + 1));
}

const absent: FileFact = { kind: 'missing', errno: 'ENOENT', dangling: false };

/** Only names with this prefix were listed, and a name too long for any directory fails with another error. */
function isListed(path: string, listed: ReadonlySet<string>): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith(shimPrefix) && name.length < 64 && listed.has(directoryOf(path));
}
