import type { HostFiles } from '../host-files.ts';
import { dpkgStatusFile, fieldOf, hasLine, stanzasOf } from './dpkg-status.ts';

/** An installed package: its version, and its stanza in dpkg's status file. */
export interface DpkgPackage {
  readonly version: string;
  readonly stanza: string;
}

/**
 * The package that owns a file, out of `packages`.
 *
 * Only the file lists of these packages are read: reading all of them takes a hundred milliseconds.
 */
export function dpkgPackage(files: HostFiles, path: string, packages: readonly string[]): DpkgPackage | undefined {
  const owner = packages.find((name) => ownsFile(files, name, path));
  if (owner === undefined) return undefined;
  const status = files.readFile(dpkgStatusFile);
  return status.ok ? statusPackage(status.bytes, owner) : undefined;
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

/** An installed package in dpkg's status file. */
export function statusPackage(status: Buffer, name: string): DpkgPackage | undefined {
  const [stanza] = stanzasOf(status, name);
  if (stanza === undefined || !/^Status: \S+ \S+ installed$/m.test(stanza)) return undefined;
  const version = fieldOf(stanza, 'Version');
  return version === undefined ? undefined : { version, stanza };
}

function ownsFile(files: HostFiles, name: string, path: string): boolean {
  // A list may have the path from before /bin and /sbin became links to /usr.
  const spellings = [path, path.replace(/^\/usr\//, '/')];
  return ['', ':amd64', ':arm64'].some((architecture) => {
    const list = files.readFile(`/var/lib/dpkg/info/${name}${architecture}.list`);
    return list.ok && spellings.some((spelling) => hasLine(list.bytes, spelling));
  });
}
