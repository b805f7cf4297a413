import type { ContainerdFacts, FileFact, Inspect } from '../../model/observation.ts';
import { errnoText } from './errno-text.ts';
import { isExecutable, searchCandidates } from './look-path.ts';
import { isAbsolutePath } from './path.ts';
import { goQuote } from './quote.ts';

/** Where Go's `exec.LookPath` finds an OCI runtime, or the error it gives instead. */
export interface OciRuntimeLookup {
  readonly resolvedPath?: string;
  readonly file?: FileFact;
  /** Go's whole text, `exec: "crun": executable file not found in $PATH`. */
  readonly error?: string;
}

/**
 * Looks an OCI runtime up as Go does: a path is taken as it is, a bare name is searched for in `searchPath`.
 *
 * A hit through a relative element ends the search with an error (Go 1.19 and later). Source: Go `os/exec/lp_unix.go`.
 */
export function resolveOciRuntime(
  path: string,
  searchPath: string | undefined,
  cwd: string,
  inspect: Inspect,
  test: ContainerdFacts['executableTest'] = 'access',
): OciRuntimeLookup {
  if (path.includes('/')) return takePath(path, cwd, inspect, test);
  for (const candidate of searchCandidates(path, searchPath, cwd)) {
    const file = inspect(candidate.path);
    if (!isExecutable(file, test)) continue;
    if (candidate.relative) return failure(path, 'cannot run executable found relative to current directory');
    return { resolvedPath: candidate.path, file };
  }
  return failure(path, 'executable file not found in $PATH');
}

/** The path is not tidied: behind a link, the kernel takes `..` elsewhere. */
function takePath(
  path: string,
  cwd: string,
  inspect: Inspect,
  test: ContainerdFacts['executableTest'],
): OciRuntimeLookup {
  const resolvedPath = isAbsolutePath(path) ? path : `${cwd === '/' ? '' : cwd}/${path}`;
  const file = inspect(resolvedPath);
  if (isExecutable(file, test)) return { resolvedPath, file };
  if (file.kind === 'missing') return failure(path, `stat ${path}: ${errnoText(file.errno)}`);
  return failure(path, errnoText(file.kind === 'directory' && test === 'access' ? 'EISDIR' : 'EACCES'));
}

function failure(path: string, text: string): OciRuntimeLookup {
  return { error: `exec: ${goQuote(path)}: ${text}` };
}
