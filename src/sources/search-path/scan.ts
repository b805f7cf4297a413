import { posix } from 'node:path';
import type { LookupPlace } from '../../core/containerd/places.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { PlaceFacts } from '../../model/host/place-facts.ts';
import { shimPrefix } from '../../model/words.ts';
import type { HostFiles } from '../host-files.ts';
import { type Draft, isOpen, type OpenDraft } from './drafts.ts';
import { scanDirectory } from './scan-directory.ts';
import { differences, pathIn } from './touched.ts';

/** A whole scan, and what it was asked for. */
export interface Scan {
  readonly specs: readonly LookupPlace[];
  readonly user: Credentials;
  readonly drafts: readonly Draft[];
  readonly places: readonly PlaceFacts[];
}

/** Names in a directory, which has the `key` `dev:ino`. */
interface Names {
  readonly key: string;
  readonly names: readonly string[];
}

/** Whether a scan was asked for the same places, and for the same user. */
export function isSameSearch(scan: Scan, specs: readonly LookupPlace[], user: Credentials): boolean {
  return scan.user === user && equalValues(scan.specs, specs);
}

/** The names that a look must be about because a path moved; undefined where it must be about more. */
export async function namesBehind(files: HostFiles, path: string, scan: Scan): Promise<Names | undefined> {
  const at = placeAt(scan, path);
  if (at !== undefined) return namesMovedIn(files, at, scan.user);
  const above = placeAt(scan, posix.dirname(path));
  const name = posix.basename(path);
  if (above === undefined || !name.startsWith(shimPrefix) || isLink(files, path)) return undefined;
  return { key: above.draft.key, names: [name] };
}

interface Known {
  readonly draft: OpenDraft;
  readonly place: PlaceFacts;
}

function placeAt({ drafts, places }: Scan, directory: string): Known | undefined {
  for (const [position, draft] of drafts.entries()) {
    const place = places[position];
    if (isOpen(draft) && draft.spec.directory === directory && place !== undefined) return { draft, place };
  }
  return undefined;
}

/** What is new or gone in a place. */
async function namesMovedIn(files: HostFiles, { draft, place }: Known, user: Credentials): Promise<Names | undefined> {
  const { directory } = place;
  if (!equalValues(files.inspect(directory, user), draft.found)) return undefined;
  const listed = await scanDirectory(files, directory);
  const names = listed.ok ? differences(place, listed.names) : undefined;
  if (names === undefined || names.some((name) => isLink(files, pathIn(directory, name)))) return undefined;
  return { key: draft.key, names };
}

/** The directory that a link leads to must be watched. */
function isLink(files: HostFiles, path: string): boolean {
  return files.readLink(path) !== undefined;
}
