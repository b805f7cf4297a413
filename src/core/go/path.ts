/** Whether a path starts at the root, as Go's `filepath.IsAbs` on unix. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/');
}

/** An element that is empty, `.` or `..`. */
const unclean = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Simplifies the text of a path without reading the disk, as Go's `filepath.Clean` on unix. */
export function cleanPath(path: string): string {
  const rooted = isAbsolutePath(path);
  const elements = rooted ? path.slice(1) : path;
  return unclean.test(elements) ? cleaned(elements, rooted) : path;
}

function cleaned(elements: string, rooted: boolean): string {
  const kept: string[] = [];
  for (const part of elements.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(part);
  }
  const text = kept.join('/');
  return rooted ? `/${text}` : text || '.';
}

/** Joins and cleans elements, skipping empty ones, as Go's `filepath.Join`. */
export function joinPaths(...elements: string[]): string {
  const present = elements.filter((element) => element !== '');
  return present.length === 0 ? '' : cleanPath(present.join('/'));
}

/** The text behind the last slash: a file name, where the path does not end with a slash. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** All elements except the last, cleaned, as Go's `filepath.Dir`. */
export function directoryOf(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/** Makes a path absolute and clean, as Go's `filepath.Abs` in a process with the working directory `cwd`. */
export function absolutePath(path: string, cwd: string): string {
  return isAbsolutePath(path) ? cleanPath(path) : joinPaths(cwd, path);
}

/** The elements of a PATH variable, as Go's `filepath.SplitList`: no elements when it is unset or empty. */
export function splitSearchPath(path: string | undefined): string[] {
  return path === undefined || path === '' ? [] : path.split(':');
}
