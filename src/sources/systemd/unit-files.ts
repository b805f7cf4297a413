import { posix } from 'node:path';
import { oncePer } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';

/** What the reader of units needs of a host. */
export type UnitFiles = Pick<
  HostFiles,
  'isPresent' | 'listNow' | 'readFile' | 'readLink' | 'realPath' | 'stat' | 'systemdPaths'
>;

type Listed = ReturnType<HostFiles['listNow']>;

/**
 * The files of a host at one moment: each directory is listed once. A unit has about a hundred possible files in a dozen
 * directories, and most of them do not exist. The directories above these are not listed: they may be large.
 */
export class ListedOnce implements UnitFiles {
  readonly #files: HostFiles;
  readonly #listed = new Map<string, { readonly listed: Listed; readonly names: ReadonlySet<string> }>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  get systemdPaths(): HostFiles['systemdPaths'] {
    return this.#files.systemdPaths;
  }

  isPresent(path: string): boolean {
    if (path === '/') return true;
    const { listed, names } = this.#directory(posix.dirname(path));
    if (listed.ok) return names.has(posix.basename(path));
    // A directory that may be searched and not listed can have the file.
    return listed.errno === 'EACCES' && this.#files.isPresent(path);
  }

  listNow(directory: string): Listed {
    return this.#directory(directory).listed;
  }

  readFile(...asked: Parameters<HostFiles['readFile']>): ReturnType<HostFiles['readFile']> {
    return this.#files.readFile(...asked);
  }

  readLink(path: string): string | undefined {
    return this.isPresent(path) ? this.#files.readLink(path) : undefined;
  }

  realPath(path: string): string | undefined {
    return this.#files.realPath(path);
  }

  stat(path: string): ReturnType<HostFiles['stat']> {
    return this.#files.stat(path);
  }

  #directory(directory: string) {
    const known = this.#listed.get(directory);
    if (known !== undefined) return known;
    const listed = this.#mayBeListed(directory) ? this.#files.listNow(directory) : missing;
    const found = { listed, names: new Set(listed.ok ? listed.names : []) };
    this.#listed.set(directory, found);
    return found;
  }

  #mayBeListed(directory: string): boolean {
    const isParentListed = this.#listed.has(posix.dirname(directory));
    return isParentListed ? this.isPresent(directory) : this.#files.isPresent(directory);
  }
}

const missing: Listed = { ok: false, errno: 'ENOENT' };

/** The same reading, which is done once for the files of one moment; the files of a host itself are read each time. */
export function onceAtAMoment<T>(read: (files: UnitFiles) => T): (files: UnitFiles) => T {
  const readOnce = oncePer(read);
  return (files) => (files instanceof ListedOnce ? readOnce(files) : read(files));
}
