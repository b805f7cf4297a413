import type { LookupPlace } from '../../core/containerd/places.ts';
import { errnoText } from '../../core/go/errno-text.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { PlaceFacts } from '../../model/host/place-facts.ts';
import { oncePer } from '../../model/once-per.ts';
import { isPassing } from '../errno.ts';
import type { HostFiles } from '../host-files.ts';
import type { ListedName } from '../listed-name.ts';
import { AmendedPlaces } from './amended-places.ts';
import { DirectoryNames, type Listed } from './directory-names.ts';
import { draftPlaces, isOpen, type OpenDraft } from './drafts.ts';
import { unlisted } from './place-states.ts';
import { isSameSearch, namesBehind, type Scan } from './scan.ts';
import { namesIn, type Touched } from './touched.ts';
import { Viewer } from './viewer.ts';

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

/** Reads the places of a search path, and reads again only what may have changed. */
export class PlaceScanner {
  readonly #files: HostFiles;
  readonly #names: DirectoryNames;
  /** As they were found last. */
  #places: readonly PlaceFacts[] = [];
  /** The last scan without trouble. */
  #last: Scan | undefined;
  #trouble: ScanTrouble | undefined;
  readonly #amended = new AmendedPlaces();

  constructor(files: HostFiles) {
    this.#files = files;
    this.#names = new DirectoryNames(files);
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
    const drafts = draftPlaces(this.#files, specs, user);
    const listed = await this.#names.list(drafts.filter(isOpen), all);
    const viewer = new Viewer(this.#files, user);
    const found = drafts.map((draft): PlaceFacts => {
      if (isOpen(draft)) return this.#read(draft, listed.get(draft.key) as Listed, viewer);
      return draft.errno === undefined ? draft.facts : this.#keep(draft.facts, draft.errno);
    });
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
    const viewer = new Viewer(this.#files, user);
    const places = before.places.map((place, position) => {
      const draft = drafts[position];
      if (draft === undefined || !isOpen(draft)) return place;
      const known = this.#names.known(draft.key);
      if (known === undefined) return place;
      const changed = { names, touched: touched.get(draft.key) };
      const amended = this.#amended.amend(place, known, changed, viewer);
      if (amended.names !== known) this.#names.amend(draft.key, amended.names);
      return amended.place;
    });
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

  #read(draft: OpenDraft, { names, errno }: Listed, viewer: Viewer): PlaceFacts {
    const { spec, found } = draft;
    if (names === undefined) {
      const facts = unlisted(spec, found, errno);
      return isPassing(errno) ? this.#keep(facts, errno) : facts;
    }
    if (errno !== undefined) this.#trouble ??= { directory: spec.directory, errno, isKept: true };
    return placeOf(draft, names, viewer);
  }

  /** What was found before at a place that cannot be read now. */
  #keep(now: PlaceFacts, errno: string): PlaceFacts {
    const before = byDirectory(this.#places).get(now.directory);
    const kept = before?.kind === now.kind ? before : undefined;
    this.#trouble ??= { directory: now.directory, errno, isKept: kept !== undefined };
    return kept ?? now;
  }
}

const byDirectory = oncePer(
  (places: readonly PlaceFacts[]) => new Map(places.map((place) => [place.directory, place])),
);

/** A directory whose names are known, with its entries. */
function placeOf({ spec, found }: OpenDraft, names: readonly ListedName[], viewer: Viewer): PlaceFacts {
  const { directory, kind } = spec;
  const entries = names.map((name) => viewer.entry(directory, name));
  const place = { directory, kind, realPath: found.realPath, entries };
  if (found.accessible) return { ...place, state: 'ok' };
  return {
    ...place,
    state: 'unreadable',
    message: `Cannot look into "${directory}" as uid ${viewer.user.uid}: ${errnoText('EACCES')}`,
  };
}
