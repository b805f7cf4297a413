/** Name of the system error an exception of node:fs stands for; `EINVAL` for a path that no system call would take. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return 'EIO';
  return code.startsWith('ERR_') ? 'EINVAL' : code;
}
