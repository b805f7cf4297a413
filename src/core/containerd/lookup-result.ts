import type { FileFact } from '../../model/host/file-fact.ts';
import type { Attempt, Refusal } from '../../model/resolution.ts';
import type { Hidden } from '../go/hidden.ts';

/** How containerd resolves a runtime name that it has not cached. */
export interface LookupResult {
  /** File name that is searched for; absent for a path and for a name that containerd refuses. */
  readonly binary?: string;
  /** The file that containerd would try to execute. */
  readonly path?: string;
  readonly file?: FileFact;
  readonly attempts: readonly Attempt[];
  /** The first place before the file that shimdex cannot look at, and where containerd may find another file. */
  readonly hidden?: Hidden;
  /** containerd's own text, including `failed to resolve runtime path: ` in releases that have it. */
  readonly error?: string;
  /** Present when containerd rejects the name as invalid. */
  readonly refusal?: Refusal;
}
