import { posix } from 'node:path';

/** Go's filepath.Clean for an absolute path; a slash at the end goes too. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** What Go makes of a directory name in a process whose working directory is `cwd`; the empty name is the cwd. */
export function absolutePath(path: string, cwd: string): string {
  return cleanPath(path.startsWith('/') ? path : `${cwd}/${path}`);
}

/** Go's filepath.SplitList: an unset or empty PATH has no element, not an empty one. */
export function splitPathList(list: string | undefined): string[] {
  return list === undefined || list === '' ? [] : list.split(':');
}
