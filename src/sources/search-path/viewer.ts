import type { Credentials } from '../../model/host/file-fact.ts';
import type { EntryFacts } from '../../model/host/place-facts.ts';
import type { HostFiles } from '../host-files.ts';
import type { ListedName } from '../listed-name.ts';
import type { Interpreters } from '../tree/inspector.ts';
import { pathIn } from './touched.ts';

/** Looks at the entries of directories as a user, at one moment: an interpreter that several files share is inspected once. */
export class Viewer {
  readonly user: Credentials;
  readonly #files: HostFiles;
  readonly #interpreters: Interpreters = new Map();

  constructor(files: HostFiles, user: Credentials) {
    this.#files = files;
    this.user = user;
  }

  /** The entry of a name in a directory. */
  entry(directory: string, { name, utf8, raw }: ListedName): EntryFacts {
    const path = utf8 ? pathIn(directory, name) : Buffer.concat([Buffer.from(pathIn(directory, '')), raw]);
    return { binary: name, utf8, file: this.#files.inspect(path, this.user, this.#interpreters) };
  }

  /** Whether a directory has an entry of that name, even if the user may not look at it. */
  isPresent(directory: string, name: string): boolean {
    return this.#files.isPresent(pathIn(directory, name));
  }
}
