import { defined } from '../../model/defined.ts';
import type { HostFiles } from '../host-files.ts';
import { parseTaskState } from '../processes/proc-formats.ts';

/** The first process of a container. */
export interface FirstProcess {
  readonly lives: boolean;
  /** Its shim, while that runs. */
  readonly parent?: number;
}

const statBytes = 4096;

/** Asks whether the first processes of containers run, and reads each process once. */
export class FirstProcesses {
  readonly #files: HostFiles;
  #known: ReadonlyMap<number, FirstProcess> = new Map();
  #next = new Map<number, FirstProcess>();
  #all = false;

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** Begins a round; with `all`, nothing that is remembered counts. */
  begin(all: boolean): void {
    this.#all = all;
    this.#next = new Map();
  }

  /** Forgets the processes that the round did not ask for. */
  end(): void {
    this.#known = this.#next;
  }

  /** A process among the ones that exist; one that has ended and is not reaped does not live. */
  read(pid: number, pids: ReadonlySet<number>): FirstProcess {
    if (!pids.has(pid)) return { lives: false };
    // A pid is not given to another process so soon that the next full look would be late.
    const known = this.#all ? undefined : this.#known.get(pid);
    const process = known ?? this.#look(pid);
    this.#next.set(pid, process);
    return process;
  }

  /** Whether a process still is the one that started at that time. */
  isSame(pid: number, startTicks: string | undefined, pids: ReadonlySet<number>): boolean {
    if (!pids.has(pid)) return false;
    const found = this.#look(pid);
    return found.lives && (startTicks === undefined || found.startTicks === startTicks);
  }

  #look(pid: number): FirstProcess & { readonly startTicks?: string } {
    const read = this.#files.readFile(`/proc/${pid}/stat`, statBytes);
    const stat = read.ok ? parseTaskState(read.bytes.toString('latin1')) : undefined;
    if (stat === undefined) return { lives: false };
    const { state, parent, startTicks } = stat;
    return defined({ lives: !'ZXx'.includes(state), parent, startTicks });
  }
}
