import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';
import { holdsSocket, socketsAt } from '../processes/unix-sockets.ts';
import { Rounds } from './rounds.ts';

interface SocketDirectory {
  readonly identity: string;
  readonly isThere: Map<string, boolean | undefined>;
  readonly holds: Map<string, boolean | undefined>;
}

/** As many as take longer to ask for than to list. */
const manySockets = 16;

/** What is known of the sockets in each directory, valid until the directory moves. */
export class SocketMemory extends Rounds<string, SocketDirectory> {
  readonly #files: HostFiles;

  constructor(files: HostFiles) {
    super();
    this.#files = files;
  }

  /** Whether there is a socket at a path; undefined when that is not known. */
  hasSocket(path: string): boolean | undefined {
    const { isThere } = this.#directoryOf(path);
    if (!isThere.has(path)) isThere.set(path, this.#look(path));
    return isThere.get(path);
  }

  /** Whether a process listens at the socket of a path; undefined when its descriptors cannot be read. */
  holds(pid: number, path: string): boolean | undefined {
    const { holds } = this.#directoryOf(path);
    const key = `${pid} ${path}`;
    if (!holds.has(key)) holds.set(key, holdsSocket(this.#files, pid, socketsAt(this.#files, path, [pid])));
    return holds.get(key);
  }

  #look(path: string): boolean | undefined {
    const found = this.#files.stat(path);
    if (found.ok) return found.stat.isSocket();
    return found.errno === 'ENOENT' || found.errno === 'ENOTDIR' ? false : undefined;
  }

  #directoryOf(path: string): SocketDirectory {
    const directory = posix.dirname(path);
    const done = this.current(directory);
    if (done !== undefined) return done;
    const identity = this.#files.identity(directory);
    const known = this.earlier(directory);
    if (known?.identity === identity) return this.keep(directory, known);
    return this.keep(directory, { identity, isThere: this.#stillIn(directory, known), holds: new Map() });
  }

  /** The sockets that were in a directory of many, and are still; reading the directory takes less than asking for each. */
  #stillIn(directory: string, known: SocketDirectory | undefined): Map<string, boolean | undefined> {
    const paths = [...(known?.isThere ?? [])].flatMap(([path, isThere]) => (isThere === true ? [path] : []));
    if (paths.length < manySockets) return new Map();
    const listed = this.#files.listNow(directory);
    const names = new Set(listed.ok ? listed.names : []);
    return new Map(paths.filter((path) => names.has(posix.basename(path))).map((path) => [path, true]));
  }
}
