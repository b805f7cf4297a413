import { isPassing } from '../errno.ts';
import type { HostFiles } from '../host-files.ts';
import type { ListedName } from '../listed-name.ts';
import { changedJustNow } from '../recent.ts';
import type { OpenDraft } from './drafts.ts';
import { type Names, scanDirectories } from './scan-directory.ts';

/**
 * The names in a directory, or the error of reading it. An error that says nothing about the host has the names that were
 * found before, if there are any.
 */
export type Listed =
  | {
      readonly names: readonly ListedName[];
      /** The directory's identity before it was read; undefined when a later change could be missed. */
      readonly identity: string | undefined;
      readonly errno?: string;
    }
  | { readonly names?: undefined; readonly identity?: undefined; readonly errno: string };

/** The names of shims in directories, each listed again only after it changed. */
export class DirectoryNames {
  readonly #files: HostFiles;
  /** What was listed last, by the keys of the directories. */
  #known = new Map<string, Listed>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** The names in a directory as they were found last. */
  known(key: string): readonly ListedName[] | undefined {
    return this.#known.get(key)?.names;
  }

  /** Replaces the names in a directory. It keeps its old identity, so that `list` reads the directory again. */
  amend(key: string, names: readonly ListedName[]): void {
    this.#known.set(key, { names, identity: this.#known.get(key)?.identity });
  }

  /** The names in these directories, by their keys; all others are forgotten. With `all`, each directory is read again. */
  async list(drafts: readonly OpenDraft[], all: boolean): Promise<ReadonlyMap<string, Listed>> {
    const listed = new Map<string, Listed>();
    const changed: { readonly draft: OpenDraft; readonly identity: string | undefined }[] = [];
    for (const draft of drafts) {
      const { directory } = draft.spec;
      const identity = this.#files.identity(directory);
      const before = all ? undefined : this.#known.get(draft.key);
      if (before?.identity !== undefined && before.identity === identity) listed.set(draft.key, before);
      else changed.push({ draft, identity: changedJustNow(this.#files, directory) ? undefined : identity });
    }
    const scanned = await scanDirectories(
      this.#files,
      changed.map(({ draft }) => draft.spec.directory),
    );
    for (const [at, { draft, identity }] of changed.entries()) {
      listed.set(draft.key, this.#listed(draft.key, scanned[at] as Names, identity));
    }
    this.#known = listed;
    return listed;
  }

  #listed(key: string, scanned: Names, identity: string | undefined): Listed {
    if (scanned.ok) return { names: scanned.names, identity };
    const { errno } = scanned;
    const before = isPassing(errno) ? this.known(key) : undefined;
    // It is listed again as soon as that is possible, whether the directory changes or not.
    return before === undefined ? { errno } : { names: before, identity: undefined, errno };
  }
}
