import type { ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { HostFiles } from '../../host-files.ts';
import type { ExplainOptions } from './explain.ts';
import { explainExecution } from './explain-execution.ts';

/** A judgement, and the identity of every file that it was made from. */
interface Known {
  readonly fault: ExecutionFault | undefined;
  readonly readFrom: ReadonlyMap<string, string>;
}

const MAX_KNOWN = 256;

/**
 * Explains files, and remembers each judgement until a file that it was made from changes: the file itself, its
 * interpreter, its loader, its libraries, and the places where a missing one would be.
 */
export class KnownFaults {
  readonly #files: HostFiles;
  readonly #known = new Map<string, Known>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  explain(file: string, options: ExplainOptions): ExecutionFault | undefined {
    const key = JSON.stringify([file, options]);
    const before = this.#known.get(key);
    if (before !== undefined && this.#isUnchanged(before)) return before.fault;
    const record = this.#files.recording(() => explainExecution(this.#files, file, options));
    const readFrom = new Map(record.paths.map((path) => [path, this.#files.identity(path)]));
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { fault: record.value, readFrom });
    return record.value;
  }

  #isUnchanged({ readFrom }: Known): boolean {
    for (const [path, identity] of readFrom) {
      if (this.#files.identity(path) !== identity) return false;
    }
    return true;
  }
}
