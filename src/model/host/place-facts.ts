import type { PlaceKind, PlaceState } from '../inventory/search-path.ts';
import type { FileFact } from './file-fact.ts';

/** A directory entry that begins with `containerd-shim-`. */
export interface EntryFacts {
  /** File name; bytes that are not UTF-8 written as `\xNN`. */
  readonly binary: string;
  readonly utf8: boolean;
  readonly file: FileFact;
}

/** One place of the search path, as it was found. */
export interface PlaceFacts {
  readonly directory: string;
  readonly kind: PlaceKind;
  readonly state: PlaceState;
  readonly message?: string;
  readonly realPath?: string;
  readonly duplicateOf?: string;
  /** The directory on the way that shimdex may not search, although containerd's user may. */
  readonly hidden?: string;
  readonly entries: readonly EntryFacts[];
}
