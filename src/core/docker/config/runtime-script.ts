import { errnoText } from '../../go/errno-text.ts';
import type { ConfigRules } from './release.ts';
import type { RuntimeEntry } from './runtimes-decoder.ts';

/** Longest name of a file, in bytes: Linux `include/uapi/linux/limits.h`, `NAME_MAX`. */
const longestFileName = 255;

/** What 25 and later put round a name: `.tmp-`, a dot, a SHA-256 in base 32, and at most ten random digits. */
const decorationBytes = 5 + 1 + 56 + 10;

/**
 * dockerd's complaint about the script of a runtime with arguments, or undefined where it can be written.
 *
 * The script has the runtime's name, in a new directory: a name with a slash needs a directory that is missing, unless
 * the name leads out of it. `*` replaces what cannot be predicted.
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
    case 'checked-file': {
      const below = directoryBelow(name);
      return below && `invalid output path: stat ${dataRoot}/runtimes/${below}: ${errnoText('ENOENT')}`;
    }
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
  const base = name.slice(name.lastIndexOf('/') + 1);
  const errno = openErrno([...parts, base], decorationBytes);
  return errno && `open ${[dataRoot, 'runtimes', ...parts, `.tmp-${base}.*`].join('/')}: ${errnoText(errno)}`;
}

/** What open(2) fails with for a file of a directory that is empty; outside of it nothing is known. */
function openErrno(parts: readonly string[], decoration: number): string | undefined {
  if (parts[0] === '..') return undefined;
  if (parts.some((part) => part.includes('\0'))) return 'EINVAL';
  if (parts.length > 1) return 'ENOENT';
  const bytes = new TextEncoder().encode(parts[0]).length + decoration;
  return bytes > longestFileName ? 'ENAMETOOLONG' : undefined;
}

/** The directory of the file `name` in the scripts' directory, if it is below the scripts' directory. */
function directoryBelow(name: string): string | undefined {
  const parts = cleanParts(name.split('/').slice(0, -1));
  return parts.length === 0 || parts[0] === '..' ? undefined : parts.join('/');
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
