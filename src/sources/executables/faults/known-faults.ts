import type { ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { HostFiles } from '../../host-files.ts';
import type { ExplainOptions } from './explain.ts';
import { explainExecution } from './explain-execution.ts';

/** A judgement, and the identity of every file that it was made from. */
interface Known {
  readonly fault: ExecutionFault | undefined;
  readonly readFrom: ReadonlyMap<string, string>;
}

/** More than the shims and OCI runtimes of any host: where all do not fit, each look judges all of them again. */
const MAX_KNOWN = 4096;

/** Gives the identity of a path; one look asks for each path once. */
export type IdentityOf = (path: string) => string;

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

  /** `identityOf` may remember the identities that it gave during one look: many programs have the same libraries. */
  explain(
    file: string,
    options: ExplainOptions,
    identityOf: IdentityOf = (path) => this.#files.identity(path),
  ): ExecutionFault | undefined {
    const key = JSON.stringify([file, options]);
    const before = this.#known.get(key);
    if (before !== undefined && isUnchanged(before, identityOf)) return before.fault;
    const record = this.#files.recording(() => explainExecution(this.#files, file, options));
    const readFrom = new Map(record.paths.map((path) => [path, identityOf(path)]));
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { fault: record.value, readFrom });
    return record.value;
  }
}

function isUnchanged({ readFrom }: Known, identityOf: IdentityOf): boolean {
  for (const [path, identity] of readFrom) {
    if (identityOf(path) !== identity) return false;
  }
  return true;
}
