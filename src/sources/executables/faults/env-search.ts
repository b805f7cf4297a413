import type { EnvRefusal, ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { Credentials } from '../../../model/host/file-fact.ts';
import type { HostFiles } from '../../host-files.ts';

/** A file that starts, and fails then. */
export interface StartedFile {
  readonly path: string;
  readonly fails: ExecutionFault;
}

/** How a search ends: nothing of that name is there, or something is, and does not execute, or fails when it runs. */
export type EnvSearch = 'found' | 'missing' | EnvRefusal | StartedFile;

/** After these errors, the search continues in the next directory. */
const passed: ReadonlySet<string> = new Set(['ENOENT', 'ESTALE', 'ENOTDIR', 'ENODEV', 'ETIMEDOUT']);

/** What is asked about a file whose mode lets the user execute it. */
type ExplainFound = (path: string) => ExecutionFault | undefined;

/**
 * How `env` looks for the program that it is asked for. A name is looked for in each directory of the PATH; a file that may not be
 * executed is passed over, and so is a script whose interpreter is not there; most other errors end the search. Nothing is in the
 * bundle of the container, where a relative path leads. Source: glibc `posix/execvpe.c`.
 */
export function searchAsEnv(
  files: HostFiles,
  program: string,
  searchPath: string,
  user: Credentials,
  explain: ExplainFound,
): EnvSearch {
  if (program.includes('/')) return program.startsWith('/') ? met(files, program, user, explain) : 'missing';
  let refused: EnvRefusal | undefined;
  let passedOver: EnvRefusal | undefined;
  for (const directory of searchPath.split(':').filter((each) => each.startsWith('/'))) {
    const search = met(files, `${directory}/${program}`, user, explain);
    if (search === 'missing') continue;
    if (search === 'found' || 'fails' in search) return search;
    if (search.errno === 'EACCES') refused ??= search;
    else if (passed.has(search.errno)) passedOver ??= search;
    else return search;
  }
  return refused ?? passedOver ?? 'missing';
}

/** What execve(2) of one path meets. What shimdex may not see may be there. */
function met(files: HostFiles, path: string, user: Credentials, explain: ExplainFound): EnvSearch {
  const fact = files.find(path, user);
  if (fact.kind === 'missing') {
    if (fact.hidden !== undefined) return 'found';
    return passed.has(fact.errno) ? 'missing' : { errno: fact.errno, path };
  }
  if (fact.kind !== 'file' || !fact.accessible) return { errno: 'EACCES', path };
  const cause = explain(path);
  if (cause === undefined || isUncertain(cause)) return 'found';
  return cause.errno === undefined ? { path, fails: cause } : { errno: cause.errno, path, cause };
}

/**
 * execvp(3) hands what the kernel does not know to a shell. An interpreter behind a directory that is closed may be there, and
 * scripts that ask for one another through `env` never end.
 */
function isUncertain(cause: ExecutionFault): boolean {
  if (cause.errno === 'ENOEXEC' || cause.kind === 'interpreter-loop') return true;
  if (cause.kind !== 'unusable-interpreter') return false;
  return cause.cause.kind === 'missing-file' || isUncertain(cause.cause);
}
