import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';
import { holdsSocket, socketsAt } from '../processes/unix-sockets.ts';

interface SocketDirectory {
  readonly identity: string;
  readonly isThere: Map<string, boolean | undefined>;
  readonly holds: Map<string, boolean | undefined>;
}

/** What is known of the sockets in each directory, valid until the directory moves. */
export class SocketMemory {
  readonly #files: HostFiles;
  #known: ReadonlyMap<string, SocketDirectory> = new Map();
  #next = new Map<string, SocketDirectory>();
  #all = false;

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** Begins a round; with `all`, nothing that is remembered counts. */
  begin(all: boolean): void {
    this.#all = all;
    this.#next = new Map();
  }

  /** Forgets the directories that the round did not ask for. */
  end(): void {
    this.#known = this.#next;
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
    const done = this.#next.get(directory);
    if (done !== undefined) return done;
    const identity = this.#files.identity(directory);
    const known = this.#all ? undefined : this.#known.get(directory);
    const kept = known?.identity === identity ? known : { identity, isThere: new Map(), holds: new Map() };
    this.#next.set(directory, kept);
    return kept;
  }
}
