import type { EnvRefusal } from '../../../model/host/execution-fault.ts';
import type { Credentials } from '../../../model/host/file-fact.ts';
import type { HostFiles } from '../../host-files.ts';

/** How a search ends: nothing of that name is there, or something is, and may not be executed. */
export type EnvSearch = 'found' | 'missing' | EnvRefusal;

/** After these errors, the search continues in the next directory. */
const passed: ReadonlySet<string> = new Set(['ENOENT', 'ESTALE', 'ENOTDIR', 'ENODEV', 'ETIMEDOUT']);

/**
 * How `env` looks for the program that it is asked for. A name is looked for in each directory of the PATH; a file that may not be
 * executed is passed over, and any other error ends the search. Nothing is in the bundle of the container, where a relative path
 * leads. Source: glibc `posix/execvpe.c`.
 */
export function searchAsEnv(files: HostFiles, program: string, searchPath: string, user: Credentials): EnvSearch {
  if (program.includes('/')) return program.startsWith('/') ? met(files, program, user) : 'missing';
  let refused: EnvRefusal | undefined;
  for (const directory of searchPath.split(':').filter((each) => each.startsWith('/'))) {
    const search = met(files, `${directory}/${program}`, user);
    if (search === 'found') return search;
    if (search === 'missing') continue;
    if (search.errno !== 'EACCES') return search;
    refused ??= search;
  }
  return refused ?? 'missing';
}

/** What execve(2) of one path meets. What shimdex may not see may be there. */
function met(files: HostFiles, path: string, user: Credentials): EnvSearch {
  const fact = files.find(path, user);
  if (fact.kind === 'missing') {
    if (fact.hidden !== undefined) return 'found';
    return passed.has(fact.errno) ? 'missing' : { errno: fact.errno, path };
  }
  return fact.kind === 'file' && fact.accessible ? 'found' : { errno: 'EACCES', path };
}
