import type { ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { HostFiles } from '../../host-files.ts';
import type { Explain, ExplainOptions } from './explain.ts';
import { explainExecution } from './explain-execution.ts';

/** Why a file does not execute, and the identity of every file that this was found out from. */
export interface Judgement {
  readonly fault: ExecutionFault | undefined;
  readonly readFrom: ReadonlyMap<string, string>;
}

type Identity = (path: string) => string;

const MAX_KNOWN = 4096;

/**
 * Explains files, and remembers each judgement until a file that it was made from changes: the file itself, its
 * interpreter, its loader, its libraries, and the places where a missing one would be.
 */
export class KnownFaults {
  readonly #files: HostFiles;
  readonly #known = new Map<string, Judgement>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** One look may give its own `identity()`, which looks at each file once: programs share loaders and libraries. */
  judge(file: string, options: ExplainOptions, identity: Identity = (path) => this.#files.identity(path)): Judgement {
    return this.#judge(file, options, 0, identity);
  }

  #judge(file: string, options: ExplainOptions, depth: number, identity: Identity): Judgement {
    const key = JSON.stringify([file, depth, options]);
    const before = this.#known.get(key);
    if (before !== undefined && isUnchanged(before, identity)) return before;
    const inner: Judgement[] = [];
    const explain: Explain = (_, interpreter, same, at) => {
      const known = this.#judge(interpreter, same, at, identity);
      inner.push(known);
      return known.fault;
    };
    const record = this.#files.recording(() => explainExecution(this.#files, file, options, depth, explain));
    const own = record.paths.map((path): [string, string] => [path, identity(path)]);
    const known = {
      fault: record.value,
      readFrom: new Map([...own, ...inner.flatMap(({ readFrom }) => [...readFrom])]),
    };
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, known);
    return known;
  }
}

function isUnchanged({ readFrom }: Judgement, identity: Identity): boolean {
  for (const [path, before] of readFrom) {
    if (identity(path) !== before) return false;
  }
  return true;
}
