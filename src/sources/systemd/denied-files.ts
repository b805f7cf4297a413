import { posix } from 'node:path';
import type { UnitFiles } from './unit-files.ts';

/** The files of a host, and the first path that this process may not read; systemd reads every file. */
export class DeniedFiles implements UnitFiles {
  readonly #files: UnitFiles;
  readonly systemdPaths: UnitFiles['systemdPaths'];
  #denied: string | undefined;

  constructor(files: UnitFiles) {
    this.#files = files;
    this.systemdPaths = files.systemdPaths;
  }

  /** The first file or directory that could not be read for want of permission. */
  get denied(): string | undefined {
    return this.#denied;
  }

  isPresent(path: string): boolean {
    if (this.#files.isPresent(path)) return true;
    // A name in a directory that may not be searched may be there all the same.
    const directory = posix.dirname(path);
    const listed = this.#files.listNow(directory);
    const found = listed.ok || listed.errno !== 'EACCES' ? undefined : this.#files.stat(path);
    if (found !== undefined) this.#note(directory, found);
    return false;
  }

  listNow(directory: string): ReturnType<UnitFiles['listNow']> {
    return this.#note(directory, this.#files.listNow(directory));
  }

  readFile(path: string, limitBytes?: number): ReturnType<UnitFiles['readFile']> {
    return this.#note(path, this.#files.readFile(path, limitBytes));
  }

  readLink(path: string): string | undefined {
    return this.#files.readLink(path);
  }

  realPath(path: string): string | undefined {
    return this.#files.realPath(path);
  }

  inspect(...question: Parameters<UnitFiles['inspect']>): ReturnType<UnitFiles['inspect']> {
    return this.#files.inspect(...question);
  }

  stat(path: string): ReturnType<UnitFiles['stat']> {
    return this.#files.stat(path);
  }

  #note<R extends { readonly ok: boolean; readonly errno?: string }>(path: string, read: R): R {
    if (!read.ok && read.errno === 'EACCES') this.#denied ??= path;
    return read;
  }
}
