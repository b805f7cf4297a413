import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { HostFiles } from '../host-files.ts';
import { hasHostRoot } from '../processes/process-root.ts';
import { Trust } from '../processes/trust.ts';
import { holdsSocket, isSamePlace, socketsAt } from '../processes/unix-sockets.ts';
import { type RunningContainerd, runningContainerds } from './running-containerds.ts';

/** Files to which containerd, or the dockerd that started it, may write its pid. */
export function pidFiles(address: string): string[] {
  const adjacent = posix.join(posix.dirname(address), 'containerd.pid');
  return [...new Set([adjacent, '/run/containerd/containerd.pid', '/run/docker/containerd/containerd.pid'])];
}

/** Which containerd is meant. */
export interface ContainerdQuestion {
  readonly address: string;
  /** Pid of the dockerd that uses this containerd; a rootless one has its own network namespace. */
  readonly dockerd?: number;
  /** The containerd that dockerd starts as its child serves it, or dockerd itself does. */
  readonly isOfDockerd?: boolean;
  /** dockerd contains its containerd: moby 29.7 and later, by a feature of its configuration. */
  readonly isEmbedded?: boolean;
  /** Nobody named the address, so the only containerd of the host may be meant. */
  readonly mayBeAnother?: boolean;
}

/** The containerd that was found, and the others that run. */
export interface ContainerdChoice {
  /** Absent when none is visible. */
  readonly pid?: number;
  /** It serves another address, and is taken because no other containerd runs. */
  readonly isOnlyOne?: true;
  readonly chosen?: RunningContainerd;
  /** The others of this host that are believed. */
  readonly others: readonly RunningContainerd[];
  /** Processes of other users that only have the name. */
  readonly doubted: readonly RunningContainerd[];
}

/**
 * Finds the process that owns the socket; else the containerd of a pid file; else a containerd that was started for that
 * address, or by dockerd; else the only one that runs, where nobody named the address.
 */
export function findContainerd(files: HostFiles, question: ContainerdQuestion): ContainerdChoice {
  const table = new Table(files, question.address);
  const { believed } = table;
  const pid = table.find(question);
  const [only] = believed;
  const isOnlyOne = pid === undefined && question.mayBeAnother === true && only !== undefined && believed.length === 1;
  const chosen = isOnlyOne ? only : table.all.find((each) => each.pid === pid);
  const others = believed.filter((each) => each !== chosen);
  const doubted = table.all.filter((each) => !each.believed && each !== chosen);
  const byItself = isOnlyOne ? { isOnlyOne: true as const } : {};
  return defined({ pid: pid ?? chosen?.pid, ...byItself, chosen, others, doubted });
}

class Table {
  readonly #files: HostFiles;
  readonly #trust: Trust;
  readonly all: readonly RunningContainerd[];
  readonly believed: readonly RunningContainerd[];

  constructor(files: HostFiles, address: string) {
    this.#files = files;
    this.#trust = new Trust(files, [address]);
    this.all = runningContainerds(files, this.#trust);
    this.believed = this.all.filter(({ believed }) => believed);
  }

  find({ address, dockerd, isOfDockerd, isEmbedded }: ContainerdQuestion): number | undefined {
    const pid = this.#ownerOf(address, dockerd) ?? this.#fromPidFile(address) ?? this.#startedFor(address);
    if (pid !== undefined || dockerd === undefined || isOfDockerd !== true) return pid;
    return this.believed.find(({ parent }) => parent === dockerd)?.pid ?? (isEmbedded === true ? dockerd : undefined);
  }

  #ownerOf(address: string, dockerd: number | undefined): number | undefined {
    const sockets = socketsAt(this.#files, address, dockerd === undefined ? [] : [dockerd]);
    if (sockets.size === 0) return undefined;
    const known = new Set(this.all.map(({ pid }) => pid));
    const unknown = this.#files.processes.pids().filter((pid) => !known.has(pid));
    const doubted = this.all.filter(({ believed }) => !believed);
    // systemd and children that inherited the socket may hold it too, so processes named containerd are checked first.
    const owners = [...[...this.believed, ...doubted].map(({ pid }) => pid), ...unknown.toReversed()];
    return owners.find(
      (pid) =>
        holdsSocket(this.#files, pid, sockets) && hasHostRoot(this.#files, pid) !== false && this.#owns(pid, address),
    );
  }

  /** A user can mount an own /run and bind the same path there; then the host's socket belongs to another user. */
  #owns(pid: number, address: string): boolean {
    if (this.#trust.believes(this.#files.processes, pid)) return true;
    const found = this.#files.stat(address);
    return !found.ok || !found.stat.isSocket() || Number(found.stat.uid) === this.#files.processes.ids(pid)?.effective;
  }

  #fromPidFile(address: string): number | undefined {
    for (const file of pidFiles(address)) {
      const read = this.#files.readFile(file, 64);
      const pid = read.ok ? Number.parseInt(read.bytes.toString('latin1'), 10) : Number.NaN;
      const noted = this.all.find((each) => each.pid === pid);
      if (noted !== undefined && this.#serves(noted, address)) return pid;
    }
    return undefined;
  }

  #startedFor(address: string): number | undefined {
    return this.believed.find((each) => this.#serves(each, address))?.pid;
  }

  #serves(containerd: RunningContainerd, address: string): boolean {
    return isSamePlace(this.#files, containerd.address, address);
  }
}
