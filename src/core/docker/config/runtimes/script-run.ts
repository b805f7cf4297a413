import type { ExecutionFault } from '../../../../model/host/execution-fault.ts';
import type { FileFact } from '../../../../model/host/file-fact.ts';
import { execErrno } from '../../../go/exec-error.ts';

/**
 * The program that the script of a runtime with arguments executes. Nothing in the script is quoted, so a path with a blank
 * ends there.
 *
 * Source: moby `daemon/runtime_unix.go`, `writeRuntimeWrapper`.
 */
export function programOfScript(path: string): string {
  return /[^ \t\n]+/.exec(path)?.[0] ?? path;
}

/** How a shell ends that executes a file which the kernel does not start; undefined where nothing was found. */
export function exitStatusOf(file: FileFact | undefined): 126 | 127 {
  const errno = file === undefined ? 'ENOENT' : execErrno(file);
  return errno !== undefined && notFound.has(errno) ? 127 : 126;
}

/** Source: dash `exec.c`, `shellexec`. */
const notFound: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** Whether a shell runs a file that the kernel does not start as a script of its own. */
export function isShellScript(fault: ExecutionFault | undefined): boolean {
  return fault?.kind === 'empty' || (fault?.kind === 'not-a-program' && fault.isText && fault.mistaken === undefined);
}
