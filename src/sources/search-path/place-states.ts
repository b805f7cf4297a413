import type { LookupPlace } from '../../core/containerd/places.ts';
import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import type { FileFact } from '../../model/host/file-fact.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { PlaceState } from '../../model/inventory/search-path.ts';

/** A file that is a directory. */
export type FoundDirectory = FileFact & { readonly kind: 'directory' };

/** A place without a directory. */
export function notDirectory({ directory, kind, deleted }: LookupPlace, found: FileFact | undefined): PlaceFacts {
  const entries: EntryFacts[] = [];
  if (deleted === true) {
    const message = `The working directory "${directory}" was deleted under containerd`;
    return { directory, kind, state: 'missing', message, entries };
  }
  if (found === undefined) return { directory, kind, state: 'missing', entries };
  if (found.kind !== 'missing') return { directory, kind, state: 'not-a-directory', realPath: found.realPath, entries };
  const state = stateOf(found.errno);
  if (state === 'missing' && found.errno === 'ENOENT' && !found.dangling) return { directory, kind, state, entries };
  const what = found.dangling && state === 'missing' ? 'it is a symbolic link to nothing' : errnoText(found.errno);
  const message = `Cannot open "${directory}": ${what}`;
  return { directory, kind, state, message, ...defined({ hidden: found.hidden }), entries };
}

/** A directory that cannot be listed. */
export function unlisted({ directory, kind }: LookupPlace, found: FoundDirectory, errno: string): PlaceFacts {
  const message = `Cannot list "${directory}": ${errnoText(errno)}`;
  return { directory, kind, state: stateOf(errno), message, realPath: found.realPath, entries: [] };
}

function stateOf(errno: string): PlaceState {
  if (errno === 'ENOENT' || errno === 'EINVAL' || errno === 'ENAMETOOLONG') return 'missing';
  if (errno === 'ENOTDIR') return 'not-a-directory';
  return errno === 'ELOOP' ? 'loop' : 'unreadable';
}
