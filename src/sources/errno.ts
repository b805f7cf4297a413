import { errorCode } from '../errors.ts';

/** Name of the system error in an exception of node:fs; `EINVAL` for a path that no system call accepts. */
export function errnoOf(error: unknown): string {
  const code = errorCode(error) ?? 'EIO';
  return code.startsWith('ERR_') ? 'EINVAL' : code;
}

const OWN: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);
const PASSING: ReadonlySet<string> = new Set([...OWN, 'EIO', 'ESTALE']);

/** Whether an error is about this process or this machine, whatever file was read: out of descriptors or memory. */
export function isOwnTrouble(errno: string): boolean {
  return OWN.has(errno);
}

/** Whether an error says nothing about what is at a path: an own trouble, a disk or a server that does not answer. */
export function isPassing(errno: string): boolean {
  return PASSING.has(errno);
}
