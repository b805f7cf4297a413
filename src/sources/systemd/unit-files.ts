import { posix } from 'node:path';
import { equalValues } from '../../model/equal-values.ts';
import type { Credentials, FileFact } from '../../model/host/file-fact.ts';
import { hasSameItems, oncePer } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import type { Result } from '../result.ts';
import { stampOf } from '../tree/host-paths.ts';

/** What the reader of units needs of a host. */
export type UnitFiles = Pick<
  HostFiles,
  'inspect' | 'isPresent' | 'listNow' | 'readFile' | 'readLink' | 'realPath' | 'stat'
> & {
  readonly systemdPaths: Pick<HostFiles['systemdPaths'], 'read'>;
};

type Listed = ReturnType<HostFiles['listNow']>;

/** The answer to a question about one path. */
interface Answered {
  readonly answer: unknown;
  /** Asks the question again. */
  readonly isUnchanged: () => boolean;
}

/**
 * The files of a host at one moment: each directory is listed once, and each question about a path is asked once. A unit has
 * about a hundred possible files in a dozen directories, and most of them do not exist. The directories above these are not
 * listed: they may be large.
 */
export class ListedOnce implements UnitFiles {
  readonly #files: HostFiles;
  readonly #listed = new Map<string, { readonly listed: Listed; readonly names: ReadonlySet<string> }>();
  /** Above directories of which a name is missing. */
  readonly #nearest = new Map<string, string>();
  readonly #asked = new Map<string, Answered>();
  readonly systemdPaths: UnitFiles['systemdPaths'];

  constructor(files: HostFiles) {
    this.#files = files;
    this.systemdPaths = {
      read: (library) => this.#once('systemdPaths', library, () => files.systemdPaths.read(library)),
    };
  }

  /** Asks the host everything again: whether all answers are the same. */
  isUnchanged(): boolean {
    return (
      [...this.#listed].every(([directory, { listed }]) => sameListing(listed, this.#list(directory))) &&
      [...this.#asked.values()].every((answered) => answered.isUnchanged())
    );
  }

  isPresent(path: string): boolean {
    if (path === '/') return true;
    const [directory, name] = split(path);
    const { listed, names } = this.#directory(directory);
    if (listed.ok) return names.has(name);
    // A directory that may be searched and not listed can have the file.
    return listed.errno === 'EACCES' && this.#once('isPresent', path, () => this.#files.isPresent(path));
  }

  listNow(directory: string): Listed {
    return this.#directory(directory).listed;
  }

  readFile(path: string, limitBytes?: number): ReturnType<HostFiles['readFile']> {
    return this.#once(`readFile ${limitBytes}`, path, () => this.#files.readFile(path, limitBytes), sameBytes);
  }

  readLink(path: string): string | undefined {
    return this.isPresent(path) ? this.#once('readLink', path, () => this.#files.readLink(path)) : undefined;
  }

  realPath(path: string): string | undefined {
    return this.#once('realPath', path, () => this.#files.realPath(path));
  }

  stat(path: string): ReturnType<HostFiles['stat']> {
    return this.#once('stat', path, () => this.#files.stat(path), sameStamp);
  }

  inspect(path: string, user: Credentials): FileFact {
    return this.#once(`inspect ${user.uid}`, path, () => this.#files.inspect(path, user), equalValues);
  }

  /** The path, or the nearest directory above it that exists. */
  nearestExisting(path: string): string {
    if (this.isPresent(path)) return path;
    const [above] = split(path);
    const known = this.#nearest.get(above);
    if (known !== undefined) return known;
    const nearest = this.nearestExisting(above);
    this.#nearest.set(above, nearest);
    return nearest;
  }

  #once<T>(question: string, path: string, ask: () => T, same: (one: T, other: T) => boolean = Object.is): T {
    const key = `${question} ${path}`;
    const known = this.#asked.get(key);
    // The same question has the same kind of answer.
    if (known !== undefined) return known.answer as T;
    const answer = ask();
    this.#asked.set(key, { answer, isUnchanged: () => same(answer, ask()) });
    return answer;
  }

  #directory(directory: string) {
    const known = this.#listed.get(directory);
    if (known !== undefined) return known;
    const listed = this.#list(directory);
    const found = { listed, names: new Set(listed.ok ? listed.names : []) };
    this.#listed.set(directory, found);
    return found;
  }

  #list(directory: string): Listed {
    return this.#mayBeListed(directory) ? this.#files.listNow(directory) : missing;
  }

  #mayBeListed(directory: string): boolean {
    const isParentListed = this.#listed.has(split(directory)[0]);
    return isParentListed ? this.isPresent(directory) : this.#files.isPresent(directory);
  }
}

/** The directory and the name of an absolute path. Node's functions go through each character, and a look asks a thousand times. */
function split(path: string): readonly [directory: string, name: string] {
  const slash = path.lastIndexOf('/');
  if (slash <= 0 || slash === path.length - 1) return [posix.dirname(path), posix.basename(path)];
  return [path.slice(0, slash), path.slice(slash + 1)];
}

const missing: Listed = { ok: false, errno: 'ENOENT' };

function sameListing(one: Listed, other: Listed): boolean {
  return one.ok && other.ok ? hasSameItems(one.names, other.names) : sameErrno(one, other);
}

function sameBytes(one: ReturnType<HostFiles['readFile']>, other: ReturnType<HostFiles['readFile']>): boolean {
  return one.ok && other.ok ? one.bytes.equals(other.bytes) : sameErrno(one, other);
}

function sameStamp(one: ReturnType<HostFiles['stat']>, other: ReturnType<HostFiles['stat']>): boolean {
  return one.ok && other.ok ? stampOf(one.stat) === stampOf(other.stat) : sameErrno(one, other);
}

function sameErrno(one: Result<unknown>, other: Result<unknown>): boolean {
  return !one.ok && !other.ok && one.errno === other.errno;
}

/** The same reading, which is done once for the files of one moment; the files of a host itself are read each time. */
export function onceAtAMoment<T>(read: (files: UnitFiles) => T): (files: UnitFiles) => T {
  const readOnce = oncePer(read);
  return (files) => (files instanceof ListedOnce ? readOnce(files) : read(files));
}
