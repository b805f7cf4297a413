import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';
import { hasHostRoot } from '../processes/process-root.ts';
import { ProcessTable } from '../processes/process-table.ts';

/** Socket containerd listens on unless told otherwise: containerd `defaults/defaults_unix.go`. */
export const defaultAddress = '/run/containerd/containerd.sock';

/** Tables of unix sockets: the host's own network namespace first, this process' where /proc/1 is closed. */
const SOCKET_TABLES = ['/proc/1/net/unix', '/proc/net/unix'];

/** Files that a containerd or the dockerd that started it may leave its pid in. */
export function pidFiles(address: string): string[] {
  const beside = posix.join(posix.dirname(address), 'containerd.pid');
  return [...new Set([beside, '/run/containerd/containerd.pid', '/run/docker/containerd/containerd.pid'])];
}

/**
 * Finds the process that owns the socket `address`; else the containerd whose pid file lies beside it; else one that
 * was started for that address. undefined where there is none, or none can be seen.
 */
export function findContainerd(files: HostFiles, address: string): number | undefined {
  const processes = new Table(files);
  return processes.ownerOf(address) ?? processes.fromPidFile(address) ?? processes.startedFor(address);
}

/** Value of a flag as Go's flag package takes it: one dash or two, `=` or the next argument; the last one counts. */
export function flagValue(argv: readonly string[], names: readonly string[]): string | undefined {
  let value: string | undefined;
  for (let i = 1; i < argv.length; i++) {
    const [, name = '', given] = /^--?([^=]+)(?:=(.*))?$/s.exec(argv[i] ?? '') ?? [];
    if (names.includes(name)) value = given ?? argv[i + 1] ?? value;
  }
  return value;
}

class Table {
  readonly #files: HostFiles;
  readonly #processes: ProcessTable;
  readonly #containerds: readonly number[];
  readonly #others: readonly number[];

  constructor(files: HostFiles) {
    this.#files = files;
    this.#processes = new ProcessTable(files);
    const pids = this.#processes.pids();
    this.#containerds = pids.filter((pid) => this.#isContainerd(pid));
    this.#others = pids.filter((pid) => !this.#containerds.includes(pid));
  }

  ownerOf(address: string): number | undefined {
    const sockets = this.#socketsAt(address);
    if (sockets.size === 0) return undefined;
    // systemd may hold the socket too, and every child that inherited it: a containerd is asked first.
    const owners = [...this.#containerds, ...this.#others.toReversed()];
    return owners.find((pid) => this.#holds(pid, sockets) && this.#isHere(pid));
  }

  fromPidFile(address: string): number | undefined {
    for (const file of pidFiles(address)) {
      const read = this.#files.readFile(file, 64);
      const pid = read.ok ? Number.parseInt(read.bytes.toString('latin1'), 10) : Number.NaN;
      if (this.#containerds.includes(pid) && this.#isHere(pid) && this.#serves(pid, address)) return pid;
    }
    return undefined;
  }

  startedFor(address: string): number | undefined {
    return this.#containerds.find((pid) => this.#isHere(pid) && this.#serves(pid, address));
  }

  /** Names of the sockets bound to the address, as /proc/PID/fd has them. */
  #socketsAt(address: string): ReadonlySet<string> {
    const real = this.#files.realPath(address) ?? address;
    const name = posix.basename(address);
    const found = new Set<string>();
    for (const table of SOCKET_TABLES) {
      const read = this.#files.readFile(table);
      if (!read.ok) continue;
      for (const line of read.bytes.toString('utf8').split('\n')) {
        const [, inode, path] = /^\S+ \S+ \S+ \S+ \S+ \S+ +(\d+) (\/.*)$/.exec(line) ?? [];
        if (path === undefined || posix.basename(path) !== name) continue;
        if (path === address || this.#files.realPath(path) === real) found.add(`socket:[${inode}]`);
      }
    }
    return found;
  }

  #holds(pid: number, sockets: ReadonlySet<string>): boolean {
    const listed = this.#files.listNow(`/proc/${pid}/fd`);
    if (!listed.ok) return false;
    return listed.names.some((fd) => sockets.has(this.#files.readLink(`/proc/${pid}/fd/${fd}`) ?? ''));
  }

  #isContainerd(pid: number): boolean {
    return posix.basename(this.#processes.argv(pid)?.[0] ?? '') === 'containerd';
  }

  #serves(pid: number, address: string): boolean {
    const own = flagValue(this.#processes.argv(pid) ?? [], ['address', 'a']) ?? defaultAddress;
    return own === address || (this.#files.realPath(own) ?? own) === (this.#files.realPath(address) ?? address);
  }

  /** A process known to see other files under the same paths is another host's. */
  #isHere(pid: number): boolean {
    return hasHostRoot(this.#files, pid) !== false;
  }
}
