import { posix } from 'node:path';
import { defaultAddress } from '../../core/containerd/default-address.ts';
import type { HostFiles } from '../host-files.ts';
import { hasHostRoot } from '../processes/process-root.ts';
import { ProcessTable } from '../processes/process-table.ts';
import { holdsSocket, isSamePlace, socketsAt } from '../processes/unix-sockets.ts';

/** Files to which containerd, or the dockerd that started it, may write its pid. */
export function pidFiles(address: string): string[] {
  const adjacent = posix.join(posix.dirname(address), 'containerd.pid');
  return [...new Set([adjacent, '/run/containerd/containerd.pid', '/run/docker/containerd/containerd.pid'])];
}

/**
 * Finds the process that owns the socket `address`; else the containerd of a pid file; else a containerd that was started
 * for that address. undefined when none is visible. The containerd of a rootless dockerd is in the network namespace of
 * `dockerd`.
 */
export function findContainerd(files: HostFiles, address: string, dockerd?: number): number | undefined {
  const processes = new Table(files);
  return processes.ownerOf(address, dockerd) ?? processes.fromPidFile(address) ?? processes.startedFor(address);
}

/** Value of a flag as Go's flag package reads it: one dash or two, `=` or the next argument; the last one counts. */
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

  ownerOf(address: string, dockerd: number | undefined): number | undefined {
    const sockets = socketsAt(this.#files, address, dockerd === undefined ? [] : [dockerd]);
    if (sockets.size === 0) return undefined;
    // systemd and children that inherited the socket may hold it too, so processes named containerd are checked first.
    const owners = [...this.#containerds, ...this.#others.toReversed()];
    return owners.find((pid) => holdsSocket(this.#files, pid, sockets) && this.#isHere(pid));
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

  #isContainerd(pid: number): boolean {
    return posix.basename(this.#processes.argv(pid)?.[0] ?? '') === 'containerd';
  }

  #serves(pid: number, address: string): boolean {
    const own = flagValue(this.#processes.argv(pid) ?? [], ['address', 'a']) ?? defaultAddress;
    return isSamePlace(this.#files, own, address);
  }

  /** A process that sees other files under the same paths belongs to another host. */
  #isHere(pid: number): boolean {
    return hasHostRoot(this.#files, pid) !== false;
  }
}
