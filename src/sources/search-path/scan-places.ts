import type { LookupPlace } from '../../core/containerd/places.ts';
import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import type { Credentials, FileFact } from '../../model/host/file-fact.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { PlaceState } from '../../model/inventory/search-path.ts';
import { isPassing } from '../errno.ts';
import type { HostFiles, ListedName } from '../host-files.ts';
import { scanDirectory, sortNames, textName } from './scan-directory.ts';

/** More directories at once are not faster: the limit is processor time, not waiting. */
const CONCURRENCY = 4;
/** Resolution of file system clocks: two changes within this time may have the same timestamp. */
const RACY_MS = 50;

interface Listing {
  /** The directory's identity before it was read; undefined when a later change could be missed. */
  readonly identity: string | undefined;
  readonly names: readonly ListedName[];
}

/** Names that the watcher reported, by the `dev:ino` of their directory. */
export type Touched = ReadonlyMap<string, ReadonlySet<string>>;

/** Which remembered listings to read again. */
interface Trust {
  /** All of them. */
  readonly all: boolean;
  /** Only these names, so that one new file does not require listing thousands of others. */
  readonly touched?: Touched;
}

/** A directory that could not be read for a reason that says nothing about the host. */
export interface ScanTrouble {
  readonly directory: string;
  readonly errno: string;
  /** What was found there before is still given. */
  readonly isKept: boolean;
}

type Found = FileFact & { readonly kind: 'directory' };

/** A directory before its entries are known. */
interface OpenDraft {
  readonly spec: LookupPlace;
  readonly found: Found;
  readonly key: string;
}

/** A place before its entries are known. */
type Draft = { readonly facts: PlaceFacts; readonly errno?: string } | OpenDraft;

/** Reads the places of a search path, and remembers the listing of each directory until it changes. */
export class PlaceScanner {
  readonly #files: HostFiles;
  #listings: ReadonlyMap<string, Listing> = new Map();
  #places: ReadonlyMap<string, PlaceFacts> = new Map();
  #trouble: ScanTrouble | undefined;

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** Why the last scan kept an older listing of a directory, or has none; undefined when all were read. */
  get trouble(): ScanTrouble | undefined {
    return this.#trouble;
  }

  /**
   * Reads each place with the permissions of `user`. An error that says nothing about the host, such as too many open
   * files, keeps what was found before.
   */
  async scan(specs: readonly LookupPlace[], user: Credentials, { all, touched }: Trust): Promise<PlaceFacts[]> {
    this.#trouble = undefined;
    const drafts = this.#draft(specs, user);
    const known = all ? new Map<string, Listing>() : this.#listings;
    const listings = new Map<string, Listing>();
    const places = await mapLimited(drafts, CONCURRENCY, async (draft): Promise<PlaceFacts> => {
      if ('facts' in draft) return draft.errno === undefined ? draft.facts : this.#keep(draft.facts, draft.errno);
      const kept = known.get(draft.key);
      const listing =
        kept !== undefined && touched !== undefined
          ? this.#amend(draft.spec.directory, kept, touched.get(draft.key))
          : await this.#list(draft.spec.directory, kept);
      if ('errno' in listing) return this.#unlisted(draft, listing.errno, user, listings);
      listings.set(draft.key, listing);
      return this.#listed(draft.spec, draft.found, listing.names, user);
    });
    this.#listings = listings;
    this.#places = new Map(places.map((place) => [place.directory, place]));
    return places;
  }

  #unlisted(draft: OpenDraft, errno: string, user: Credentials, listings: Map<string, Listing>): PlaceFacts {
    const { spec, found, key } = draft;
    const facts = unlisted(spec, found, errno);
    if (!isPassing(errno)) return facts;
    const old = this.#listings.get(key);
    if (old === undefined) return this.#keep(facts, errno);
    this.#trouble ??= { directory: spec.directory, errno, isKept: true };
    // It is listed again as soon as that is possible, whether the directory changes or not.
    listings.set(key, { ...old, identity: undefined });
    return this.#listed(spec, found, old.names, user);
  }

  /** What was found before at a place that cannot be read now. */
  #keep(now: PlaceFacts, errno: string): PlaceFacts {
    const before = this.#places.get(now.directory);
    const kept = before?.kind === now.kind ? before : undefined;
    this.#trouble ??= { directory: now.directory, errno, isKept: kept !== undefined };
    return kept ?? now;
  }

  #draft(specs: readonly LookupPlace[], user: Credentials): Draft[] {
    const first = new Map<string, string>();
    return specs.map((spec) => {
      const { directory } = spec;
      const found = spec.deleted === true ? undefined : this.#files.inspect(directory, user);
      if (found?.kind !== 'directory') {
        const errno = found?.kind === 'missing' && isPassing(found.errno) ? found.errno : undefined;
        return defined({ facts: notDirectory(spec, found), errno });
      }
      const stat = this.#files.stat(directory);
      const key = stat.ok ? `${stat.stat.dev}:${stat.stat.ino}` : directory;
      const duplicateOf = first.get(key);
      if (duplicateOf !== undefined) {
        const { realPath } = found;
        return { facts: { directory, kind: spec.kind, state: 'duplicate', realPath, duplicateOf, entries: [] } };
      }
      first.set(key, directory);
      return { spec, found: { ...found, kind: 'directory' }, key };
    });
  }

  async #list(directory: string, known: Listing | undefined): Promise<Listing | { readonly errno: string }> {
    const identity = this.#files.identity(directory);
    if (known?.identity !== undefined && known.identity === identity) return known;
    const isRacy = this.#changedJustNow(directory);
    const scanned = await scanDirectory(this.#files, directory);
    if (!scanned.ok) return { errno: scanned.errno };
    return { identity: isRacy ? undefined : identity, names: scanned.names };
  }

  /** The listing keeps its old identity, so that the next scan without names lists the directory again. */
  #amend(directory: string, kept: Listing, touched: ReadonlySet<string> = new Set()): Listing {
    const base = directory === '/' ? '' : directory;
    const others = kept.names.filter(({ name }) => !touched.has(name));
    const there = [...touched].filter((name) => this.#files.isPresent(`${base}/${name}`));
    if (others.length === kept.names.length && there.length === 0) return kept;
    return { identity: kept.identity, names: sortNames([...others, ...there.map(textName)]) };
  }

  #changedJustNow(directory: string): boolean {
    const found = this.#files.stat(directory);
    return !found.ok || Date.now() - Number(found.stat.mtimeMs) < RACY_MS;
  }

  #listed(spec: LookupPlace, found: Found, names: readonly ListedName[], user: Credentials): PlaceFacts {
    const { directory, kind } = spec;
    const base = directory === '/' ? '' : directory;
    const entries = names.map(({ name, utf8, raw }): EntryFacts => {
      const path = utf8 ? `${base}/${name}` : Buffer.concat([Buffer.from(`${base}/`), raw]);
      return { binary: name, utf8, file: this.#files.inspect(path, user) };
    });
    const place = { directory, kind, realPath: found.realPath, entries };
    if (found.accessible) return { ...place, state: 'ok' };
    return {
      ...place,
      state: 'unreadable',
      message: `Cannot look into "${directory}" as uid ${user.uid}: ${errnoText('EACCES')}`,
    };
  }
}

function notDirectory({ directory, kind, deleted }: LookupPlace, found: FileFact | undefined): PlaceFacts {
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
  return { directory, kind, state, message: `Cannot open "${directory}": ${what}`, entries };
}

function unlisted({ directory, kind }: LookupPlace, found: Found, errno: string): PlaceFacts {
  const message = `Cannot list "${directory}": ${errnoText(errno)}`;
  return { directory, kind, state: stateOf(errno), message, realPath: found.realPath, entries: [] };
}

function stateOf(errno: string): PlaceState {
  if (errno === 'ENOENT' || errno === 'EINVAL' || errno === 'ENAMETOOLONG') return 'missing';
  if (errno === 'ENOTDIR') return 'not-a-directory';
  return errno === 'ELOOP' ? 'loop' : 'unreadable';
}

/** Maps items in order, at most `limit` at a time. */
async function mapLimited<T, R>(items: readonly T[], limit: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) results[i] = await map(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
