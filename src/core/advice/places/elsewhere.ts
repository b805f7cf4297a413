import type { Inspect } from '../../../model/host/file-fact.ts';
import { catalogueEntry } from '../../catalogue.ts';
import { sortedByCodePoint } from '../../code-points.ts';
import { joinPaths, splitSearchPath } from '../../go/path.ts';

/** What can be looked at on the host: one path, and the names in a directory; a directory that cannot be read has none. */
export interface HostView {
  readonly inspect: Inspect;
  readonly list: (directory: string) => readonly string[];
}

/** Directories that programs are installed into on purpose or by mistake. */
export const usualDirectories: readonly string[] = [
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/bin',
  '/sbin',
  '/opt/bin',
  '/opt/containerd/bin',
  '/usr/libexec',
  '/usr/local/libexec',
  '/usr/lib/containerd',
  '/snap/bin',
  '/run/current-system/sw/bin',
  '/nix/var/nix/profiles/default/bin',
  '/home/linuxbrew/.linuxbrew/bin',
  '/var/lib/rancher/k3s/data/current/bin',
  '/var/lib/rancher/rke2/bin',
];

/** Directories that belong to one package each, or to one user; `*` stands for each of them. */
const directoriesOfEach: readonly (readonly [string, readonly string[]])[] = [
  ['/opt', ['', '/bin', '/sbin', '/shim', '/usr/bin']],
  ['/snap', ['/current', '/current/bin', '/current/sbin', '/current/usr/bin', '/current/usr/sbin']],
  ['/home', homeDirectories()],
];

/** Directories below a package store are many; more are not looked into. */
const mostListed = 64;

function homeDirectories(): string[] {
  return ['/.local/bin', '/bin', '/.cargo/bin', '/go/bin'];
}

/**
 * Paths of files called `name` outside the directories that were searched already, likeliest first.
 *
 * It looks in the usual directories, in `/opt`, snaps and users' homes, in the directories that the catalogue knows for
 * this file name, and in `otherPath`, the PATHs of the user who asks and of other containerds. Only regular files count.
 */
export function findElsewhere(
  name: string,
  host: HostView,
  { searched, otherPath }: { readonly searched: readonly string[]; readonly otherPath?: string | undefined },
): string[] {
  if (name === '' || name.includes('/') || name.includes('\0')) return [];
  const passed = new Set(searched);
  const found = new Map<string, string>();
  for (const directory of directoriesFor(name, host, otherPath)) {
    if (passed.has(directory)) continue;
    passed.add(directory);
    const path = joinPaths(directory, name);
    const file = host.inspect(path);
    if (file.kind === 'file' && !found.has(file.realPath)) found.set(file.realPath, path);
  }
  return [...found.values()];
}

function* directoriesFor(name: string, host: HostView, otherPath: string | undefined): Generator<string> {
  yield* catalogueEntry(name)?.directories ?? [];
  yield* splitSearchPath(otherPath).filter((directory) => directory.startsWith('/'));
  yield* usualDirectories;
  yield* homeDirectories().map((directory) => `/root${directory}`);
  for (const [parent, children] of directoriesOfEach) {
    for (const owner of sortedByCodePoint(host.list(parent), (each) => each).slice(0, mostListed)) {
      yield* children.map((child) => `${parent}/${owner}${child}`);
    }
  }
}
