import { posix } from 'node:path';
import type { Credentials } from '../../model/host/file-fact.ts';
import { onceEach } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import { type ProcessIds, parseEnviron, parseIds, parseStartTicks, parseStatus, splitNul } from './proc-formats.ts';
import { fromProcLink } from './process-root.ts';

/** A fact from /proc/PID that may be unreadable. */
type ProcessField = 'argv' | 'environ' | 'exe' | 'cwd' | 'user' | 'startTicks';

/** The facts of one process in /proc; a field that could not be read is absent and has an `errno`. */
export interface ProcessFacts {
  readonly pid: number;
  /** Empty for kernel threads and zombies. */
  readonly argv?: readonly string[];
  /** The environment at the start of the process; its own later changes are not visible. */
  readonly environ?: ReadonlyMap<string, string>;
  /** The real path of the executable, as the host spells it. */
  readonly exe?: string;
  /** The executable was removed or replaced after the start. */
  readonly exeDeleted: boolean;
  readonly cwd?: string;
  readonly cwdDeleted: boolean;
  /** Effective user and groups, which the kernel uses for file access. */
  readonly user?: Credentials;
  /** Start time in clock ticks since boot: differs for two processes with the same pid. */
  readonly startTicks?: string;
  readonly errno: Readonly<Partial<Record<ProcessField, string>>>;
}

const deletedSuffix = ' (deleted)';

/** Time in which a process that was just made may still become another program, in milliseconds. */
export const settledMs = 3000;

/** A daemon that processes are searched for. */
type DaemonName = 'containerd' | 'dockerd';

/** What is remembered of a process. */
interface Seen {
  readonly sinceMs: number;
  /** The daemons that it is not. */
  readonly isNot: Set<DaemonName>;
}

/** What is read once between `begin` and `end`. */
interface Round {
  readonly all: boolean;
  readonly nowMs: number;
  readonly argv: Map<number, readonly string[] | undefined>;
  readonly socketTable: (path: string) => Buffer | undefined;
  pids?: readonly number[];
}

/** The processes of the host, read from the /proc below its root. */
export class ProcessTable {
  readonly #files: HostFiles;
  #round: Round | undefined;
  /** The processes of the last round that listed them. */
  #seen: ReadonlyMap<number, Seen> | undefined;

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /**
   * From now on, the list of processes, each command line and each table of sockets are read once: several sources look for
   * their processes. With `all`, nothing counts that is remembered from before.
   */
  begin(all: boolean): void {
    const socketTable = onceEach((path) => this.#readTable(path));
    this.#round = { all, nowMs: Date.now(), argv: new Map(), socketTable };
  }

  /** From now on, only command lines are still read once: what is asked next needs the latest processes and sockets. */
  keepCommandLines(): void {
    if (this.#round === undefined) return;
    const { all, nowMs, argv } = this.#round;
    this.#round = { all, nowMs, argv, socketTable: (path) => this.#readTable(path) };
  }

  /** From now on, everything is read again. */
  end(): void {
    this.#round = undefined;
  }

  /** Process ids in ascending order; empty without a readable /proc. */
  pids(): readonly number[] {
    if (this.#round === undefined) return this.#listPids();
    this.#round.pids ??= this.#remembered(this.#listPids(), this.#round.nowMs);
    return this.#round.pids;
  }

  /**
   * What `read` gives for the processes that are a daemon. In later rounds, a process that was not is not asked again, except
   * while it is new: a pid is not given to another process so soon that the next round with `all` would be late.
   */
  find<T>(daemon: DaemonName, read: (pid: number) => T | undefined): T[] {
    const round = this.#round;
    if (round === undefined) return this.pids().flatMap((pid) => read(pid) ?? []);
    return this.pids().flatMap((pid) => {
      const seen = this.#seen?.get(pid);
      if (!round.all && seen?.isNot.has(daemon) === true) return [];
      const found = read(pid);
      if (found !== undefined) seen?.isNot.delete(daemon);
      else if (seen !== undefined && round.nowMs - seen.sinceMs >= settledMs) seen.isNot.add(daemon);
      return found ?? [];
    });
  }

  #remembered(pids: readonly number[], nowMs: number): readonly number[] {
    // What ran before the first round has been the same program for long.
    const sinceMs = this.#seen === undefined ? 0 : nowMs;
    this.#seen = new Map(pids.map((pid) => [pid, this.#seen?.get(pid) ?? { sinceMs, isNot: new Set() }]));
    return pids;
  }

  #listPids(): number[] {
    const listed = this.#files.listNow('/proc');
    if (!listed.ok) return [];
    return listed.names
      .filter((name) => /^[1-9]\d*$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** The facts of a process; undefined when it does not exist. */
  read(pid: number): ProcessFacts | undefined {
    const stat = this.#text(pid, 'stat');
    if (!stat.ok && (stat.errno === 'ENOENT' || stat.errno === 'ESRCH')) return undefined;
    const argv = decoded(this.#text(pid, 'cmdline'), splitNul);
    // The kernel returns EACCES for the links of another user's process, and ENOENT for those of a kernel thread.
    const linkErrno = argv.ok && argv.value.length === 0 ? 'ENOENT' : 'EACCES';
    const exe = this.#link(pid, 'exe');
    const cwd = this.#link(pid, 'cwd');
    const fields = {
      argv,
      environ: decoded(this.#text(pid, 'environ'), parseEnviron),
      exe: exe.path === undefined ? { ok: false, errno: linkErrno } : { ok: true, value: exe.path },
      cwd: cwd.path === undefined ? { ok: false, errno: linkErrno } : { ok: true, value: cwd.path },
      user: decoded(this.#text(pid, 'status'), parseStatus),
      startTicks: decoded(stat, parseStartTicks),
    } satisfies Record<ProcessField, Field<unknown>>;
    return { pid, ...valuesOf(fields), exeDeleted: exe.deleted, cwdDeleted: cwd.deleted, errno: errnosOf(fields) };
  }

  /** Only the command line, which is cheap enough to read for all processes. */
  argv(pid: number): readonly string[] | undefined {
    const read = this.#round?.argv;
    return read?.has(pid) === true ? read.get(pid) : this.argvNow(pid);
  }

  /** The same, read again in any case: a process that was just made may execute another program. */
  argvNow(pid: number): readonly string[] | undefined {
    const argv = decoded(this.#text(pid, 'cmdline'), splitNul);
    const words = argv.ok ? argv.value : undefined;
    this.#round?.argv.set(pid, words);
    return words;
  }

  /** A table of unix sockets, such as `/proc/net/unix`; undefined when it is not readable. */
  socketTable(path: string): Buffer | undefined {
    return this.#round === undefined ? this.#readTable(path) : this.#round.socketTable(path);
  }

  #readTable(path: string): Buffer | undefined {
    const read = this.#files.readFile(path);
    return read.ok ? read.bytes : undefined;
  }

  /** Who runs a process, and its parent; undefined when that is not readable. */
  ids(pid: number): ProcessIds | undefined {
    const status = this.#text(pid, 'status');
    return status.ok ? parseIds(status.value) : undefined;
  }

  /** The file name of the executable; undefined when it is closed to us. */
  executableName(pid: number): string | undefined {
    const { path } = this.#link(pid, 'exe');
    return path === undefined ? undefined : posix.basename(fromProcLink(this.#files, path));
  }

  #text(pid: number, name: string): Field<string> {
    const read = this.#files.readProcess(pid, name);
    return read.ok ? { ok: true, value: read.text } : read;
  }

  #link(pid: number, name: string): { path?: string; deleted: boolean } {
    const target = this.#files.readLink(`/proc/${pid}/${name}`);
    if (target === undefined) return { deleted: false };
    const deleted = target.endsWith(deletedSuffix);
    return { path: deleted ? target.slice(0, -deletedSuffix.length) : target, deleted };
  }
}

type Field<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errno: string };

/** A text in another format counts as unreadable. */
function decoded<T>(text: Field<string>, decode: (text: string) => T | undefined): Field<T> {
  if (!text.ok) return text;
  const value = decode(text.value);
  return value === undefined ? { ok: false, errno: 'EINVAL' } : { ok: true, value };
}

type Values<F> = { readonly [Name in keyof F]?: F[Name] extends Field<infer T> ? T : never };

function valuesOf<F extends Record<string, Field<unknown>>>(fields: F): Values<F> {
  const entries = Object.entries(fields).flatMap(([name, field]) => (field.ok ? [[name, field.value]] : []));
  return Object.fromEntries(entries);
}

function errnosOf(fields: Record<ProcessField, Field<unknown>>): ProcessFacts['errno'] {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, field]) => (field.ok ? [] : [[name, field.errno]])));
}
