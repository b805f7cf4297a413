import type { HostFiles } from '../host-files.ts';
import type { RunningFile } from './running-file.ts';

const mostPrograms = 64;

/** Versions of the programs that shims run: each program is read once, however many processes run it. */
export class ProgramVersions {
  readonly #files: HostFiles;
  readonly #known = new Map<string, string | undefined>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** The version of a running program; a package counts only while its file still is the one that runs. */
  read({ inode, open, path }: RunningFile, isCurrent: boolean): string | undefined {
    if (open === undefined) return undefined;
    const key = `${inode ?? open} ${isCurrent}`;
    if (!this.#known.has(key)) {
      if (this.#known.size >= mostPrograms) this.#known.clear();
      const installedAs = isCurrent ? path : undefined;
      this.#known.set(key, this.#files.executables.read('containerd', { open, installedAs }).version);
    }
    return this.#known.get(key);
  }
}
