/** A path without doubled slashes, `.` and a slash at its end; `..` stays. */
export function withoutDots(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

/** Whether a part of a path is `..`, with which systemd takes no path. */
export function hasParent(path: string): boolean {
  return path.split('/').includes('..');
}
