import { posix } from 'node:path';
import type { PackageFacts } from '../../../model/host/program.ts';
import { onceEach } from '../../../model/once-per.ts';
import type { HostFiles } from '../../host-files.ts';
import { apk } from './apk.ts';
import { Dpkg } from './dpkg.ts';
import { nixPackage } from './nix.ts';
import type { PackageDatabase } from './package-database.ts';
import { rpm } from './rpm/database.ts';
import { spellingsOf } from './spellings.ts';

/** The packages that have files. */
export interface Owners {
  /** The files that the answers depend on. */
  readonly dependsOn: readonly string[];
  /** A string that changes with them. */
  identity(): string;
  /**
   * The owners of files, given by their real paths: null where no package has a file, nothing where that is not known. A caller
   * that just asked for the `identity` gives it.
   */
  find(realPaths: readonly string[], identity?: string): Promise<ReadonlyMap<string, PackageFacts | null>>;
}

/** For a caller that does not show packages: reading the file lists of a host takes longer than reading a shim. */
export const noOwners: Owners = { dependsOn: [], identity: () => '', find: async () => new Map() };

/** Finds the packages that have files, and remembers the answers until a database of the host changes. */
export class PackageOwners implements Owners {
  readonly #files: HostFiles;
  readonly #dpkg: Dpkg;
  readonly #databases: readonly PackageDatabase[];
  #identity = '';
  #present: readonly string[] | undefined;
  #known = new Map<string, PackageFacts | null | undefined>();

  /** With `asksAgain` false, nothing is prepared for a second question. */
  constructor(files: HostFiles, { asksAgain }: { readonly asksAgain: boolean } = { asksAgain: true }) {
    this.#files = files;
    this.#dpkg = new Dpkg(asksAgain);
    this.#databases = [this.#dpkg, rpm, apk];
  }

  /** The databases that the host has, as of the last `identity`; the answers depend on them. */
  get dependsOn(): readonly string[] {
    this.#present ??= this.#findPresent();
    return this.#present;
  }

  /** A string that changes with the databases. */
  identity(): string {
    this.#present = this.#findPresent();
    return this.#present.map((file) => `${file} ${this.#files.identity(file)}`).join('\n');
  }

  /** Most hosts do not even have the directory of most databases. */
  #findPresent(): readonly string[] {
    const isThere = onceEach((directory) => this.#files.isPresent(directory));
    return this.#databases
      .flatMap(({ dependsOn }) => dependsOn)
      .filter((file) => isThere(posix.dirname(file)) && this.#files.isPresent(file));
  }

  /** The owners of files, given by their real paths. Reads a database only for a file that was not asked for before. */
  async find(
    realPaths: readonly string[],
    identity = this.identity(),
  ): Promise<ReadonlyMap<string, PackageFacts | null>> {
    if (identity !== this.#identity) this.#known = new Map();
    this.#identity = identity;
    const unknown = realPaths.filter((path) => !this.#known.has(path));
    if (unknown.length > 0) await this.#learn(unknown);
    return new Map(
      realPaths.flatMap((path): [string, PackageFacts | null][] => {
        const found = this.#known.get(path);
        return found === undefined ? [] : [[path, found]];
      }),
    );
  }

  async #learn(realPaths: readonly string[]): Promise<void> {
    const known = this.#known;
    const wanted = new Map(realPaths.map((path) => [path, spellingsOf(this.#files, path)]));
    const found = new Map<string, PackageFacts>();
    for (const database of this.#databases) {
      if (!database.dependsOn.some((file) => this.dependsOn.includes(file)) && database !== this.#dpkg) continue;
      for (const [path, owner] of await database.find(this.#files, wanted)) {
        if (!found.has(path)) found.set(path, owner);
      }
    }
    const ofOthers = this.dependsOn.length === 0 ? undefined : null;
    for (const path of realPaths) known.set(path, found.get(path) ?? nixPackage(path) ?? ofOthers);
  }
}
