import type { ContainerdFacts, FileFact, Inspect } from '../model/observation.ts';
import { errnoText } from './errno-text.ts';
import { absolutePath } from './go-path.ts';
import { goQuote } from './go-quote.ts';
import { isExecutable, searchCandidates } from './look-path.ts';

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
  const failure = (text: string): OciRuntimeLookup => ({ error: `exec: ${goQuote(path)}: ${text}` });
  if (path.includes('/')) {
    const resolvedPath = absolutePath(path, cwd);
    const file = inspect(resolvedPath);
    if (isExecutable(file, test)) return { resolvedPath, file };
    if (file.kind === 'missing') return failure(`stat ${path}: ${errnoText(file.errno)}`);
    return failure(errnoText(file.kind === 'directory' && test === 'access' ? 'EISDIR' : 'EACCES'));
  }
  for (const candidate of searchCandidates(path, searchPath, cwd)) {
    const file = inspect(candidate.path);
    if (!isExecutable(file, test)) continue;
    if (candidate.relative) return failure('cannot run executable found relative to current directory');
    return { resolvedPath: candidate.path, file };
  }
  return failure('executable file not found in $PATH');
}
