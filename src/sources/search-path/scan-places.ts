import type { LookupPlace } from '../../core/containerd/places.ts';
import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import { oncePer } from '../../model/once-per.ts';
import { isPassing } from '../errno.ts';
import type { HostFiles, ListedName } from '../host-files.ts';
import type { Interpreters } from '../inspector.ts';
import { changedJustNow } from '../recent.ts';
import { AmendedPlaces } from './amended-places.ts';
import { notDirectory, unlisted } from './place-states.ts';
import { type Draft, namesBehind, type OpenDraft, type Scan } from './scan.ts';
import { type Names, scanDirectories } from './scan-directory.ts';
import { namesIn, pathIn, type Touched } from './touched.ts';

interface Listing {
  /** The directory's identity before it was read; undefined when a later change could be missed. */
  readonly identity: string | undefined;
  readonly names: readonly ListedName[];
}

/** A listing, or the error of reading a directory. */
type Listed = Listing | { readonly errno: string };

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

/** Reads the places of a search path, and remembers the listing of each directory until it changes. */
export class PlaceScanner {
  readonly #files: HostFiles;
  #listings: ReadonlyMap<string, Listing> = new Map();
  /** As they were found last. */
  #places: readonly PlaceFacts[] = [];
  /** The last scan without trouble. */
  #last: Scan | undefined;
  #trouble: ScanTrouble | undefined;
  readonly #amended = new AmendedPlaces();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** Why the last scan kept an older listing of a directory, or has none; undefined when all were read. */
  get trouble(): ScanTrouble | undefined {
    return this.#trouble;
  }

  /**
   * Reads each place with the permissions of `user`. An error that says nothing about the host, such as too many open
   * files, keeps what was found before. With `touched`, places and entries without such a name are the objects of the scan
   * before; links are looked at again.
   */
  async scan(
    specs: readonly LookupPlace[],
    user: Credentials,
    { all, touched }: Trust,
  ): Promise<readonly PlaceFacts[]> {
    this.#trouble = undefined;
    const before = this.#last;
    this.#last = undefined;
    const places =
      touched !== undefined && before !== undefined && isSameSearch(before, specs, user)
        ? this.#again(before, touched)
        : await this.#scanAll(specs, user, all);
    this.#places = places;
    return places;
  }

  async #scanAll(specs: readonly LookupPlace[], user: Credentials, all: boolean): Promise<PlaceFacts[]> {
    const drafts = this.#draft(specs, user);
    const listed = await this.#list(drafts.filter(isOpen), all ? new Map() : this.#listings);
    const listings = new Map<string, Listing>();
    const viewer: Viewer = { user, interpreters: new Map() };
    const found = drafts.map((draft): PlaceFacts => {
      if (!isOpen(draft)) return draft.errno === undefined ? draft.facts : this.#keep(draft.facts, draft.errno);
      const listing = listed.get(draft.key) as Listed;
      if ('errno' in listing) return this.#unlisted(draft, listing.errno, viewer, listings);
      listings.set(draft.key, listing);
      return this.#listed(draft, listing.names, viewer);
    });
    this.#listings = listings;
    const places = found.map((place) => this.#sameAsBefore(place));
    if (this.#trouble === undefined) this.#last = { specs, user, drafts, places };
    return places;
  }

  /** The place of the scan before, where nothing in it changed: what follows from it is then not worked out again. */
  #sameAsBefore(place: PlaceFacts): PlaceFacts {
    const before = byDirectory(this.#places).get(place.directory);
    return before !== undefined && equalValues(before, place) ? before : place;
  }

  /** The places of the last scan, with these names and all links looked at again. */
  #again(before: Scan, touched: Touched): readonly PlaceFacts[] {
    const { drafts, user } = before;
    const names = namesIn(touched);
    const listings = new Map(this.#listings);
    const viewer: Viewer = { user, interpreters: new Map() };
    const looks = {
      isPresent: (path: string) => this.#files.isPresent(path),
      entryOf: (directory: string, name: ListedName) => this.#entry(directory, name, viewer),
    };
    const places = before.places.map((place, position) => {
      const draft = drafts[position];
      const kept = draft === undefined || 'facts' in draft ? undefined : listings.get(draft.key);
      if (draft === undefined || 'facts' in draft || kept === undefined) return place;
      const changed = { names, touched: touched.get(draft.key) };
      const amended = this.#amended.amend(place, kept.names, changed, looks);
      // It keeps its old identity, so that the next scan without names lists the directory again.
      if (amended.names !== kept.names) listings.set(draft.key, { ...kept, names: amended.names });
      return amended.place;
    });
    this.#listings = listings;
    this.#last = { ...before, places };
    return places;
  }

  /**
   * The names that a look must be about because these paths moved: entries, and whatever is new or gone in a place.
   * Undefined where that needs a look at more: at another path, at a place that is another directory now, or at a link.
   */
  async touchedBy(moved: readonly string[]): Promise<Touched | undefined> {
    const scan = this.#last;
    const touched = new Map<string, Set<string>>();
    for (const path of moved) {
      const behind = scan === undefined ? undefined : await namesBehind(this.#files, path, scan);
      if (behind === undefined) return undefined;
      touched.set(behind.key, new Set([...(touched.get(behind.key) ?? []), ...behind.names]));
    }
    return touched;
  }

  #unlisted(draft: OpenDraft, errno: string, viewer: Viewer, listings: Map<string, Listing>): PlaceFacts {
    const { spec, found, key } = draft;
    const facts = unlisted(spec, found, errno);
    if (!isPassing(errno)) return facts;
    const old = this.#listings.get(key);
    if (old === undefined) return this.#keep(facts, errno);
    this.#trouble ??= { directory: spec.directory, errno, isKept: true };
    // It is listed again as soon as that is possible, whether the directory changes or not.
    listings.set(key, { ...old, identity: undefined });
    return this.#listed(draft, old.names, viewer);
  }

  /** What was found before at a place that cannot be read now. */
  #keep(now: PlaceFacts, errno: string): PlaceFacts {
    const before = byDirectory(this.#places).get(now.directory);
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

  /** The listings of directories, by their keys: the known ones that did not change, and the others read again. */
  async #list(drafts: readonly OpenDraft[], known: ReadonlyMap<string, Listing>): Promise<ReadonlyMap<string, Listed>> {
    const listed = new Map<string, Listed>();
    const changed: { readonly draft: OpenDraft; readonly identity: string | undefined }[] = [];
    for (const draft of drafts) {
      const { directory } = draft.spec;
      const identity = this.#files.identity(directory);
      const before = known.get(draft.key);
      if (before?.identity !== undefined && before.identity === identity) listed.set(draft.key, before);
      else changed.push({ draft, identity: changedJustNow(this.#files, directory) ? undefined : identity });
    }
    const scanned = await scanDirectories(
      this.#files,
      changed.map(({ draft }) => draft.spec.directory),
    );
    for (const [at, { draft, identity }] of changed.entries()) {
      const names = scanned[at] as Names;
      listed.set(draft.key, names.ok ? { identity, names: names.names } : names);
    }
    return listed;
  }

  #listed({ spec, found }: OpenDraft, names: readonly ListedName[], viewer: Viewer): PlaceFacts {
    const { directory, kind } = spec;
    const entries = names.map((name) => this.#entry(directory, name, viewer));
    const place = { directory, kind, realPath: found.realPath, entries };
    if (found.accessible) return { ...place, state: 'ok' };
    return {
      ...place,
      state: 'unreadable',
      message: `Cannot look into "${directory}" as uid ${viewer.user.uid}: ${errnoText('EACCES')}`,
    };
  }

  #entry(directory: string, { name, utf8, raw }: ListedName, { user, interpreters }: Viewer): EntryFacts {
    const path = utf8 ? pathIn(directory, name) : Buffer.concat([Buffer.from(pathIn(directory, '')), raw]);
    return { binary: name, utf8, file: this.#files.inspect(path, user, interpreters) };
  }
}

const byDirectory = oncePer(
  (places: readonly PlaceFacts[]) => new Map(places.map((place) => [place.directory, place])),
);

function isOpen(draft: Draft): draft is OpenDraft {
  return !('facts' in draft);
}

/** As whom files are looked at, and what was looked at for other files at the same moment. */
interface Viewer {
  readonly user: Credentials;
  readonly interpreters: Interpreters;
}

function isSameSearch(scan: Scan, specs: readonly LookupPlace[], user: Credentials): boolean {
  return scan.user === user && equalValues(scan.specs, specs);
}
