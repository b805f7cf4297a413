import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { FileFact } from '../../model/host/file-fact.ts';
import type { Unavailable, UnavailableReason } from '../../model/inventory/unavailable.ts';
import { errnoText } from './errno-text.ts';

/** The error of execve(2) for a file; undefined when it would start. Only regular files can be executed. */
export function execErrno(file: FileFact): string | undefined {
  if (file.kind === 'missing') return file.errno;
  return file.execErrno ?? (file.kind === 'file' ? undefined : 'EACCES');
}

/** Go's error text for a file that does not start, and our code for the reason. */
export function execFailure(
  path: string,
  file: FileFact,
  errno: string,
  test: ContainerdFacts['executableTest'],
): Unavailable {
  return { reason: reasonOf(file, errno), message: execText(path, errno, test) };
}

/**
 * Go's error text for a path that execve(2) does not start. The path `/` equals its own base name, so Go looks it up like a
 * file name before starting it. Source: Go `os/exec/exec.go`, `Command`.
 */
export function execText(path: string, errno: string, test: ContainerdFacts['executableTest']): string {
  if (path === '/') return `exec: "/": ${errnoText(test === 'access' ? 'EISDIR' : 'EACCES')}`;
  return `fork/exec ${path}: ${errnoText(errno)}`;
}

function reasonOf(file: FileFact, errno: string): UnavailableReason {
  if (file.kind === 'directory') return 'is-directory';
  if (errno === 'EACCES') return 'not-executable';
  if (errno === 'ENOEXEC') return 'exec-format-error';
  if (errno === 'ENOENT' && file.kind !== 'missing') return 'interpreter-missing';
  return file.kind === 'missing' ? 'not-installed' : 'start-failed';
}
