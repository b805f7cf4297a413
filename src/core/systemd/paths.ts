/** A path without doubled slashes, `.` and a slash at its end; `..` stays. */
export function withoutDots(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

/** Whether systemd takes a path for most settings: it begins with a slash and has no `..` (`path_simplify_and_warn`). */
export function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !path.split('/').includes('..');
}
