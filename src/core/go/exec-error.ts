import type { ContainerdFacts, FileFact } from '../../model/observation.ts';
import type { Unavailable } from '../../model/unavailable.ts';
import { errnoText } from './errno-text.ts';

/** What execve(2) would fail with on a file; undefined when it would start. Only regular files can be executed. */
export function execErrno(file: FileFact): string | undefined {
  if (file.kind === 'missing') return file.errno;
  return file.execErrno ?? (file.kind === 'file' ? undefined : 'EACCES');
}

/** Go's text about a file that it could not start, and our word for the reason. */
export function execFailure(
  path: string,
  file: FileFact,
  errno: string,
  test: ContainerdFacts['executableTest'],
): Unavailable {
  return { reason: reasonOf(file, errno), message: execText(path, errno, test) };
}

/** The root is a file name to Go, equal to its own base name, so it is looked up before it is started. */
function execText(path: string, errno: string, test: ContainerdFacts['executableTest']): string {
  if (path === '/') return `exec: "/": ${errnoText(test === 'access' ? 'EISDIR' : 'EACCES')}`;
  return `fork/exec ${path}: ${errnoText(errno)}`;
}

function reasonOf(file: FileFact, errno: string): string {
  if (file.kind === 'directory') return 'is-directory';
  if (errno === 'EACCES') return 'not-executable';
  if (errno === 'ENOEXEC') return 'exec-format-error';
  if (errno === 'ENOENT' && file.kind !== 'missing') return 'interpreter-missing';
  return file.kind === 'missing' ? 'not-installed' : 'start-failed';
}
