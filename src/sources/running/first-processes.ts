import { defined } from '../../model/defined.ts';
import type { HostFiles } from '../host-files.ts';
import { parseTaskState } from '../processes/proc-formats.ts';
import { Rounds } from './rounds.ts';

/** The first process of a container. */
export interface FirstProcess {
  readonly lives: boolean;
  /** Its shim, while that runs. */
  readonly parent?: number;
}

const statBytes = 4096;

/** Asks whether the first processes of containers run, and reads each process once. */
export class FirstProcesses extends Rounds<number, FirstProcess> {
  readonly #files: HostFiles;

  constructor(files: HostFiles) {
    super();
    this.#files = files;
  }

  /** A process among the ones that exist; one that has ended and is not reaped does not live. */
  read(pid: number, pids: ReadonlySet<number>): FirstProcess {
    if (!pids.has(pid)) return { lives: false };
    // A pid is not given to another process so soon that the next full look would be late.
    return this.keep(pid, this.earlier(pid) ?? this.#look(pid));
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
