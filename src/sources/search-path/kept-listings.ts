import type { HostFiles } from '../host-files.ts';
import { isRecent } from '../recent.ts';
import { stampOf } from '../tree/host-paths.ts';

/** More directories than are looked into for a remedy. */
const MOST_KEPT = 1024;

/** The names in directories of programs, each listed again only after it changed: many questions look into the same ones. */
export class KeptListings {
  readonly #files: HostFiles;
  readonly #known = new Map<string, { readonly stamp: string; readonly names: readonly string[] }>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** The names in a directory; none where it cannot be read. */
  names(directory: string): readonly string[] {
    const found = this.#files.stat(directory);
    if (!found.ok) return [];
    const stamp = stampOf(found.stat);
    const known = this.#known.get(directory);
    if (known?.stamp === stamp) return known.names;
    const listed = this.#files.listNow(directory);
    if (!listed.ok) return [];
    if (!isRecent(found.stat.ctimeMs)) {
      if (this.#known.size >= MOST_KEPT) this.#known.clear();
      this.#known.set(directory, { stamp, names: listed.names });
    }
    return listed.names;
  }
}
