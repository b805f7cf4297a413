import type { ContainerdFacts, FileFact } from '../../model/observation.ts';
import type { AttemptOutcome } from '../../model/resolution.ts';
import { absolutePath, isAbsolutePath, joinPaths, splitSearchPath } from './path.ts';

/** A place where `exec.LookPath` looks. */
export interface SearchCandidate {
  /** Absolute and clean. */
  readonly path: string;
  /** It hangs off a relative element of PATH, which Go finds but answers with `ErrDot`. */
  readonly relative: boolean;
}

/**
 * The files that Go looks at for a bare file name, in order: one per element of PATH, joined by letters alone, none
 * left out. An empty element is the cwd. Source: Go `os/exec/lp_unix.go`.
 */
export function searchCandidates(file: string, searchPath: string | undefined, cwd: string): SearchCandidate[] {
  return splitSearchPath(searchPath).map((element) => {
    const joined = joinPaths(element === '' ? '.' : element, file);
    return { path: absolutePath(joined, cwd), relative: !isAbsolutePath(joined) };
  });
}

/** Go's executable test: the permission bits before Go 1.20, the kernel's answer since. Only directories never pass. */
export function isExecutable(file: FileFact, test: ContainerdFacts['executableTest']): boolean {
  if (file.kind === 'missing' || file.kind === 'directory') return false;
  return test === 'mode-bits' ? (file.mode & 0o111) !== 0 : file.accessible;
}

/** Says in one word why a file was passed over. */
export function passedOver(file: FileFact): AttemptOutcome {
  if (file.kind === 'directory') return 'is-directory';
  if (file.kind !== 'missing') return 'not-executable';
  if (file.dangling) return 'dangling-symlink';
  return file.errno === 'EACCES' ? 'unreadable-directory' : 'missing';
}
