import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { FileFact, Inspect } from '../../model/host/file-fact.ts';
import { errnoText } from './errno-text.ts';
import { type Hidden, hiddenAt } from './hidden.ts';
import { isExecutable, searchCandidates } from './look-path.ts';
import { isAbsolutePath } from './path.ts';
import { goQuote } from './quote.ts';

/** The file that Go's `exec.LookPath` finds for an OCI runtime, or its error. */
export interface OciRuntimeLookup {
  readonly resolvedPath?: string;
  readonly file?: FileFact;
  /** Go's whole text, `exec: "crun": executable file not found in $PATH`. */
  readonly error?: string;
  /** The first place before the file that shimdex cannot look at, and where there may be another one. */
  readonly hidden?: Hidden;
}

/**
 * Finds an OCI runtime as Go does: a path is used unchanged, a bare name is searched in `searchPath`.
 *
 * A file in a relative element of the path ends the search with an error (Go 1.19 and later). Source: Go `os/exec/lp_unix.go`.
 */
export function resolveOciRuntime(
  path: string,
  searchPath: string | undefined,
  cwd: string,
  inspect: Inspect,
  test: ContainerdFacts['executableTest'] = 'access',
): OciRuntimeLookup {
  if (path.includes('/')) return takePath(path, cwd, inspect, test);
  let hidden: Hidden | undefined;
  for (const candidate of searchCandidates(path, searchPath, cwd)) {
    const file = inspect(candidate.path);
    hidden ??= hiddenAt(candidate.path, file);
    if (!isExecutable(file, test)) continue;
    const found = candidate.relative
      ? failure(path, 'cannot run executable found relative to current directory')
      : { resolvedPath: candidate.path, file };
    return { ...found, ...defined({ hidden }) };
  }
  return { ...failure(path, 'executable file not found in $PATH'), ...defined({ hidden }) };
}

/** The path is not cleaned: after a link, `..` leads elsewhere in the kernel. */
function takePath(
  path: string,
  cwd: string,
  inspect: Inspect,
  test: ContainerdFacts['executableTest'],
): OciRuntimeLookup {
  const resolvedPath = isAbsolutePath(path) ? path : `${cwd === '/' ? '' : cwd}/${path}`;
  const file = inspect(resolvedPath);
  if (isExecutable(file, test)) return { resolvedPath, file };
  if (file.kind === 'missing') {
    const hidden = hiddenAt(resolvedPath, file);
    return { ...failure(path, `stat ${path}: ${errnoText(file.errno)}`), ...defined({ hidden }) };
  }
  return failure(path, errnoText(file.kind === 'directory' && test === 'access' ? 'EISDIR' : 'EACCES'));
}

function failure(path: string, text: string): OciRuntimeLookup {
  return { error: `exec: ${goQuote(path)}: ${text}` };
}
