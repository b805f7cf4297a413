import type { HostFiles } from '../host-files.ts';

/** dpkg's list of packages and versions; it changes with every package operation. */
export const dpkgStatusFile = '/var/lib/dpkg/status';

/** An installed package: its version, and its stanza in dpkg's status file. */
export interface DpkgPackage {
  readonly version: string;
  readonly stanza: string;
}

/**
 * Version of the package that owns a file, read from dpkg's files; undefined if none of `packages` owns it.
 *
 * Only the file lists of these packages are read: reading all of them takes a hundred milliseconds.
 */
export function dpkgVersion(files: HostFiles, path: string, packages: readonly string[]): string | undefined {
  return dpkgPackage(files, path, packages)?.version;
}

/** The package that owns a file, out of `packages`. */
export function dpkgPackage(files: HostFiles, path: string, packages: readonly string[]): DpkgPackage | undefined {
  const owner = packages.find((name) => ownsFile(files, name, path));
  if (owner === undefined) return undefined;
  const status = files.readFile(dpkgStatusFile);
  return status.ok ? statusPackage(status.bytes.toString('utf8'), owner) : undefined;
}

/** Version of an installed package in the text of dpkg's status file. */
export function statusVersion(status: string, name: string): string | undefined {
  return statusPackage(status, name)?.version;
}

/** Version of a source package that a package was built with, from its field `Built-Using` or `Static-Built-Using`. */
export function builtUsing({ stanza }: DpkgPackage, source: string): string | undefined {
  for (const [, list = ''] of stanza.matchAll(/^(?:Static-)?Built-Using: (.+)$/gm)) {
    for (const item of list.split(', ')) {
      const [, name, version] = /^(\S+) \(= ([^)]+)\)$/.exec(item) ?? [];
      if (name === source) return version;
    }
  }
  return undefined;
}

function statusPackage(status: string, name: string): DpkgPackage | undefined {
  const start = `\n${status}`.indexOf(`\nPackage: ${name}\n`);
  if (start < 0) return undefined;
  const end = status.indexOf('\n\n', start);
  const stanza = status.slice(start, end < 0 ? undefined : end);
  if (!/^Status: \S+ \S+ installed$/m.test(stanza)) return undefined;
  const version = /^Version: (.+)$/m.exec(stanza)?.[1];
  return version === undefined ? undefined : { version, stanza };
}

function ownsFile(files: HostFiles, name: string, path: string): boolean {
  // A list may have the path from before /bin and /sbin became links to /usr.
  const spellings = new Set([path, path.replace(/^\/usr\//, '/')]);
  return ['', ':amd64', ':arm64'].some((architecture) => {
    const list = files.readFile(`/var/lib/dpkg/info/${name}${architecture}.list`);
    return (
      list.ok &&
      list.bytes
        .toString('utf8')
        .split('\n')
        .some((line) => spellings.has(line))
    );
  });
}
