import { errnoText } from '../../../go/errno-text.ts';
import { fileNameOf, joinPaths } from '../../../go/path.ts';
import type { ConfigRules } from '../release.ts';
import type { RuntimeEntry } from './decoder.ts';

/** Longest name of a file, in bytes: Linux `include/uapi/linux/limits.h`, `NAME_MAX`. */
const longestFileName = 255;

/** What 25 and later put after a name: a dot and a SHA-256 in base 32. */
const suffixBytes = 1 + 56;

/** The same for the temporary file, with `.tmp-` in front and at most ten random digits at the end. */
const decorationBytes = 5 + suffixBytes + 10;

/**
 * dockerd's complaint about the script of a runtime with arguments, or undefined where it can be written.
 *
 * The script has the runtime's name, in a new directory: a name with a slash needs a directory that is missing, unless
 * the name leads out of that directory. `*` replaces what cannot be predicted.
 *
 * Source: moby `daemon/runtime_unix.go`, `initRuntimesDir`, `setupRuntimes` (25 and later: `writeRuntimeWrapper`).
 */
export function faultOfScript(
  name: string,
  { args }: RuntimeEntry,
  { scripts }: ConfigRules,
  dataRoot: string,
): string | undefined {
  if (args.length === 0) return undefined;
  switch (scripts) {
    case 'new-directory':
      return faultInNewDirectory(cleanParts(name.split('/')), dataRoot);
    case 'temporary-file':
      return faultOfTemporaryFile(name, dataRoot);
    case 'checked-file':
      return faultOfCheckedFile(name, dataRoot);
  }
}

/** Until 24 the name is the file's, once joined to the directory. */
function faultInNewDirectory(parts: readonly string[], dataRoot: string): string | undefined {
  const isDirectory = parts.every((part) => part === '..');
  const directory = parts[0] === '..' ? dataRoot : `${dataRoot}/gen-runtimes*`;
  if (isDirectory && parts.length < 2) return `open ${directory}: ${errnoText('EISDIR')}`;
  const errno = openErrno(parts, 0);
  return errno && `open ${[directory, ...parts].join('/')}: ${errnoText(errno)}`;
}

/** From 25 to 27 dockerd writes a temporary file whose name begins with the runtime's, and then renames it. */
function faultOfTemporaryFile(name: string, dataRoot: string): string | undefined {
  const parts = cleanParts(name.split('/').slice(0, -1));
  const base = fileNameOf(name);
  const errno = openErrno([...parts, base], decorationBytes);
  return errno && `open ${[dataRoot, 'runtimes', ...parts, `.tmp-${base}.*`].join('/')}: ${errnoText(errno)}`;
}

/** What open(2) fails with for a file of a directory that is empty; outside of it nothing is known. */
function openErrno(parts: readonly string[], decoration: number): string | undefined {
  if (parts[0] === '..') return undefined;
  if (parts.some((part) => part.includes('\0'))) return 'EINVAL';
  const isInside = parts.length > 1;
  const bytes = new TextEncoder().encode(parts[0]).length + (isInside ? 0 : decoration);
  if (bytes > longestFileName) return 'ENAMETOOLONG';
  return isInside ? 'ENOENT' : undefined;
}

/**
 * Since 28 dockerd looks at the directory and at the script before it writes a temporary file.
 *
 * Source: moby `sys/atomicwriter`, `validateDestination`.
 */
function faultOfCheckedFile(name: string, dataRoot: string): string | undefined {
  const below = directoryBelow(name);
  if (below !== undefined) {
    const errno = openErrno([...below, ''], 0);
    return errno && `invalid output path: stat ${[dataRoot, 'runtimes', ...below].join('/')}: ${errnoText(errno)}`;
  }
  const parts = cleanParts([...name.split('/').slice(0, -1), fileNameOf(name)]);
  const errno = name.includes('\0') ? 'EINVAL' : openErrno(parts, suffixBytes);
  if (errno === undefined) return faultOfTemporaryFile(name, dataRoot);
  return `failed to stat output path: lstat ${joinPaths(dataRoot, 'runtimes', ...parts)}.*: ${errnoText(errno)}`;
}

/** The directory that `name` joined to the scripts' directory lies in, when that is below the scripts' directory. */
function directoryBelow(name: string): readonly string[] | undefined {
  const parts = cleanParts(name.split('/').slice(0, -1));
  return parts.length === 0 || parts[0] === '..' ? undefined : parts;
}

/** Takes out what Go's `filepath.Join` does. */
function cleanParts(parts: readonly string[]): readonly string[] {
  const clean: string[] = [];
  for (const part of parts) {
    if (part === '..' && clean.length > 0 && clean.at(-1) !== '..') clean.pop();
    else if (part !== '' && part !== '.') clean.push(part);
  }
  return clean;
}
