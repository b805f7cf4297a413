import { errorCode } from '../errors.ts';

/** Name of the system error in an exception of node:fs; `EINVAL` for a path that no system call accepts. */
export function errnoOf(error: unknown): string {
  const code = errorCode(error) ?? 'EIO';
  return code.startsWith('ERR_') ? 'EINVAL' : code;
}
