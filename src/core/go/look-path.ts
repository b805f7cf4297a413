import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { FileFact } from '../../model/host/file-fact.ts';
import type { AttemptOutcome } from '../../model/resolution.ts';
import { absolutePath, isAbsolutePath, joinPaths, splitSearchPath } from './path.ts';

/** A directory that `exec.LookPath` searches. */
interface SearchDirectory {
  /** As PATH has it. */
  readonly element: string;
  /** Absolute and clean. */
  readonly directory: string;
  readonly relative: boolean;
}

/** A file that `exec.LookPath` tries. */
interface SearchCandidate {
  /** Absolute and clean. */
  readonly path: string;
  /** It comes from a relative element of PATH; Go finds it, but returns `ErrDot`. */
  readonly relative: boolean;
}

/** The directories of PATH in order, duplicates included. An empty element is the cwd. Source: Go `os/exec/lp_unix.go`. */
export function searchDirectories(searchPath: string | undefined, cwd: string): SearchDirectory[] {
  return splitSearchPath(searchPath).map((element) => ({
    element,
    directory: absolutePath(element, cwd),
    relative: !isAbsolutePath(element),
  }));
}

/** The files that Go tries for a bare file name, in order: one for each element of PATH. */
export function searchCandidates(file: string, searchPath: string | undefined, cwd: string): SearchCandidate[] {
  return searchDirectories(searchPath, cwd).map(({ directory, relative }) => ({
    path: joinPaths(directory, file),
    relative,
  }));
}

/** Go's executable test: permission bits before Go 1.20, the kernel's answer since. A directory never passes. */
export function isExecutable(file: FileFact, test: ContainerdFacts['executableTest']): boolean {
  if (file.kind === 'missing' || file.kind === 'directory') return false;
  return test === 'mode-bits' ? (file.mode & 0o111) !== 0 : file.accessible;
}

/** One word for why the lookup did not use a file. */
export function passedOver(file: FileFact): AttemptOutcome {
  if (file.kind === 'directory') return 'is-directory';
  if (file.kind !== 'missing') return 'not-executable';
  if (file.dangling) return 'dangling-symlink';
  return file.errno === 'EACCES' ? 'unreadable-directory' : 'missing';
}
