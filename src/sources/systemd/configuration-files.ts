import type { UnitFiles } from './unit-files.ts';

/** Files are read up to this size, and so many of a directory. */
const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 256;

/**
 * The files `*.conf` of several directories as systemd applies them: sorted by name; of two with one name the file of the
 * earlier directory counts (`src/basic/conf-files.c`).
 */
export function configurationFiles(files: UnitFiles, directories: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (const directory of directories) {
    const listed = files.listNow(directory);
    if (!listed.ok) continue;
    for (const name of listed.names) {
      if (name.endsWith('.conf') && !name.startsWith('.') && !byName.has(name))
        byName.set(name, `${directory}/${name}`);
    }
  }
  return [...byName.keys()]
    .sort(byteOrder)
    .slice(0, MAX_FILES)
    .flatMap((name) => byName.get(name) ?? []);
}

/** The text of a configuration file; empty for one that masks others, undefined for one that cannot be read. */
export function readText(files: UnitFiles, path: string): string | undefined {
  const read = files.readFile(path, MAX_BYTES);
  if (read.ok) return read.bytes.toString('utf8');
  return files.realPath(path) === '/dev/null' || files.readLink(path) === '/dev/null' ? '' : undefined;
}

function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
