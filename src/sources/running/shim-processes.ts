import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import { keptIfSame } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import { parseTaskState } from '../processes/proc-formats.ts';
import { fromProcLink, hasHostRoot } from '../processes/process-root.ts';
import { settledMs } from '../processes/process-table.ts';
import { Trust } from '../processes/trust.ts';
import { isSamePlace } from '../processes/unix-sockets.ts';
import { type RunningFile, runningFile } from './running-file.ts';
import { type ShimArguments, shimArguments } from './shim-arguments.ts';

/** A shim process of the containerd that is meant. */
export interface SeenShim extends ShimArguments {
  readonly pid: number;
  readonly state: 'running' | 'stopped';
  readonly file: RunningFile;
  /** File name of its socket; absent when its containerd is not known. */
  readonly socket?: string;
}

/** Whose shims are meant. */
export interface ShimOwner {
  /** The socket of the containerd. */
  readonly address: string;
  readonly stateDirectory: string;
}

interface Known {
  readonly identity: string;
  readonly seenMs: number;
  readonly shim?: SeenShim;
  /** The file of a shim that is not of the containerd that is meant. */
  readonly other?: string;
}

/** Finds the shim processes of a containerd, and reads each process once. */
export class ShimProcesses {
  readonly #files: HostFiles;
  #known = new Map<number, Known>();
  #owner: string | undefined;
  #last: readonly SeenShim[] | undefined;
  #others: readonly string[] | undefined;

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** The files of shims that other containerds started, sorted, as of the last reading; the same list as long as nothing moved. */
  get others(): readonly string[] {
    const paths = new Set([...this.#known.values()].flatMap(({ other }) => other ?? []));
    this.#others = keptIfSame(this.#others, [...paths].sort());
    return this.#others;
  }

  /** A process is so new that it may become another program. */
  get hasNew(): boolean {
    const now = Date.now();
    return [...this.#known.values()].some(({ seenMs, shim }) => shim === undefined && now - seenMs < settledMs);
  }

  /**
   * The shims among the processes that exist. A process that was not a shim before is looked at again only with `all`, or
   * while it is new. It is the same list as long as nothing moved.
   */
  read(pids: readonly number[], owner: ShimOwner, all: boolean): readonly SeenShim[] {
    const key = `${owner.address}\0${owner.stateDirectory}`;
    const known = key === this.#owner ? this.#known : new Map<number, Known>();
    const trust = new Trust(this.#files, [owner.address]);
    // What ran before the first look has been the same program for long.
    const now = this.#owner === undefined ? 0 : Date.now();
    const shims: SeenShim[] = [];
    for (const pid of pids) {
      const found = known.get(pid);
      const seen =
        found === undefined ? this.#look(pid, owner, trust, now) : this.#again(pid, found, owner, trust, { all, now });
      if (seen !== found) known.set(pid, seen);
      if (seen.shim !== undefined) shims.push(seen.shim);
    }
    if (known.size > pids.length) forgetOthers(known, new Set(pids));
    this.#known = known;
    this.#owner = key;
    this.#last = keptIfSame(this.#last, shims);
    return this.#last;
  }

  #again(
    pid: number,
    known: Known,
    owner: ShimOwner,
    trust: Trust,
    { all, now }: { all: boolean; now: number },
  ): Known {
    // A process that was just made may still execute another program.
    const isNew = known.shim === undefined && now - known.seenMs < settledMs;
    if (isNew) return this.#look(pid, owner, trust, known.seenMs);
    if (!all) return known;
    if (known.shim === undefined && !this.#hasWordsOfShim(pid)) return { ...known, seenMs: now };
    // The pid may belong to another process by now.
    if (known.shim === undefined || this.#files.identity(`/proc/${pid}`) !== known.identity)
      return this.#look(pid, owner, trust, now);
    const state = this.#stateOf(pid);
    if (state === undefined) return this.#look(pid, owner, trust, now);
    return state === known.shim.state ? known : { ...known, shim: { ...known.shim, state } };
  }

  /** A process that has run for some time hardly becomes another program: the command line that a source read is enough. */
  #hasWordsOfShim(pid: number): boolean {
    const argv = this.#files.processes.argv(pid);
    return argv !== undefined && shimArguments(argv) !== undefined;
  }

  #look(pid: number, owner: ShimOwner, trust: Trust, seenMs: number): Known {
    const identity = this.#files.identity(`/proc/${pid}`);
    const argv = this.#files.processes.argvNow(pid);
    const words = argv && shimArguments(argv);
    if (words === undefined) return { identity, seenMs };
    if (!this.#isOf(pid, words, owner, trust)) return defined({ identity, seenMs, other: this.#fileOf(pid, words) });
    const state = this.#stateOf(pid);
    if (state === undefined) return { identity, seenMs };
    const file = runningFile(this.#files, pid, words.program);
    return { identity, seenMs, shim: defined({ ...words, pid, state, file, socket: socketOf(words) }) };
  }

  /** Where a shim of another containerd was started from; undefined where its path is not one of this host. */
  #fileOf(pid: number, { program }: ShimArguments): string | undefined {
    return hasHostRoot(this.#files, pid) === false ? undefined : runningFile(this.#files, pid, program).path;
  }

  /** Any user can start a program with the words of a shim, so only trusted ones count, and only on this host. */
  #isOf(pid: number, { address }: ShimArguments, owner: ShimOwner, trust: Trust): boolean {
    if (!trust.believes(this.#files.processes, pid) || hasHostRoot(this.#files, pid) === false) return false;
    const cwd = this.#files.readLink(`/proc/${pid}/cwd`);
    const directory = cwd === undefined ? undefined : fromProcLink(this.#files, cwd);
    // A shim works in the directory of its bundle. Source: containerd `pkg/shim/util.go`, `Command`.
    if (directory?.includes('/io.containerd.runtime.v2.task/') === true) {
      return isSamePlace(
        this.#files,
        directory.slice(0, directory.indexOf('/io.containerd.runtime')),
        owner.stateDirectory,
      );
    }
    return address !== undefined && isSamePlace(this.#files, address, owner.address);
  }

  /** undefined for a process that has ended. */
  #stateOf(pid: number): SeenShim['state'] | undefined {
    const read = this.#files.readFile(posix.join('/proc', String(pid), 'stat'), statBytes);
    const state = read.ok ? parseTaskState(read.bytes.toString('latin1'))?.state : undefined;
    if (state === undefined || 'ZXx'.includes(state)) return undefined;
    return state === 'T' || state === 't' ? 'stopped' : 'running';
  }
}

function forgetOthers(known: Map<number, Known>, pids: ReadonlySet<number>): void {
  for (const pid of known.keys()) if (!pids.has(pid)) known.delete(pid);
}

const statBytes = 4096;

/** A shim names its socket for what it serves. Source: containerd `pkg/shim/util_unix.go`, `SocketAddress`. */
function socketOf({ address, namespace, id }: ShimArguments): string | undefined {
  if (address === undefined) return undefined;
  return createHash('sha256')
    .update(posix.join(address, namespace, id))
    .digest('hex');
}
