import type { HostFiles } from '../host-files.ts';
import { holdsSocket, socketsAt } from '../processes/unix-sockets.ts';
import type { BundleSocket } from './bundles.ts';
import { Rounds } from './rounds.ts';

interface SocketDirectory {
  readonly identity: string;
  /** By the name of the socket. */
  readonly isThere: Map<string, boolean | undefined>;
  /** By the pid of the process and the name of the socket. */
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

  /** Whether a socket is there; undefined when that is not known. */
  hasSocket({ path, directory, name }: BundleSocket): boolean | undefined {
    const { isThere } = this.#known(directory);
    if (!isThere.has(name)) isThere.set(name, this.#look(path));
    return isThere.get(name);
  }

  /** Whether a process listens at a socket; undefined when its descriptors cannot be read. */
  holds(pid: number, { path, directory, name }: BundleSocket): boolean | undefined {
    const { holds } = this.#known(directory);
    const key = `${pid} ${name}`;
    if (!holds.has(key)) holds.set(key, holdsSocket(this.#files, pid, socketsAt(this.#files, path, [pid])));
    return holds.get(key);
  }

  /** Whether no directory that was asked for in the last round, or is in this one, moved. */
  get hasNotMoved(): boolean {
    return this.isAsBefore((directory) => this.#known(directory));
  }

  #look(path: string): boolean | undefined {
    const found = this.#files.stat(path);
    if (found.ok) return found.stat.isSocket();
    return found.errno === 'ENOENT' || found.errno === 'ENOTDIR' ? false : undefined;
  }

  #known(directory: string): SocketDirectory {
    const done = this.current(directory);
    if (done !== undefined) return done;
    const identity = this.#files.identity(directory);
    const known = this.earlier(directory);
    if (known?.identity === identity) return this.keep(directory, known);
    return this.keep(directory, { identity, isThere: this.#stillIn(directory, known), holds: new Map() });
  }

  /** The sockets that were in a directory of many, and are still; reading the directory takes less than asking for each. */
  #stillIn(directory: string, known: SocketDirectory | undefined): Map<string, boolean | undefined> {
    const isThere = known?.isThere ?? new Map<string, boolean | undefined>();
    const listed = isThere.size < manySockets ? undefined : this.#files.listNow(directory);
    const names = new Set(listed?.ok === true ? listed.names : []);
    for (const [name, was] of isThere) if (was !== true || !names.has(name)) isThere.delete(name);
    return isThere;
  }
}
