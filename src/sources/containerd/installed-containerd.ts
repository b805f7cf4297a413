import { posix } from 'node:path';
import { splitSearchPath } from '../../core/go/path.ts';
import type { OtherStarter } from '../../model/host/containerd-facts.ts';
import type { HostFiles } from '../host-files.ts';

/** Programs that are a containerd, or that contain or start one of their own. */
const programs = [
  'containerd',
  'docker-containerd',
  'dockerd',
  'dockerd-current',
  'balenad',
  'balena-engine',
  'k3s',
  'rke2',
  'k0s',
];

const directories = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/opt/bin',
  '/opt/containerd/bin',
  '/usr/libexec',
  '/usr/libexec/docker',
  '/usr/lib/containerd',
  '/run/current-system/sw/bin',
  '/nix/var/nix/profiles/default/bin',
  '/var/lib/rancher/k3s/data/current/bin',
  '/var/lib/rancher/rke2/bin',
  '/var/lib/k0s/bin',
  '/x86_64-bottlerocket-linux-gnu/sys-root/usr/bin',
];

/** Programs that start containers without a containerd. */
const otherStarters: readonly (readonly [OtherStarter, string])[] = [
  ['CRI-O', 'crio'],
  ['Podman', 'podman'],
];

/** The programs of this host that start containers without containerd. */
export function findOtherStarters(files: HostFiles): OtherStarter[] {
  return otherStarters.flatMap(([starter, program]) =>
    directories.some((directory) => files.stat(posix.join(directory, program)).ok) ? [starter] : [],
  );
}

/** Directories with one entry for each package or user, and where its programs are. */
const packages: readonly (readonly [string, readonly string[]])[] = [
  ['/opt', ['', '/bin', '/sbin', '/usr/bin']],
  ['/snap', ['/current/bin', '/current/sbin', '/current/usr/bin', '/current/usr/sbin']],
  ['/home', ['/bin', '/.local/bin']],
  ['/nix/store', ['/bin']],
];

/** Packages of a store that are looked into. */
const mostPackages = 2048;

/** Whether the host has any containerd, in the directories of `path` or where packages put one. */
export function hasContainerdProgram(files: HostFiles, path: string | undefined): boolean {
  const searched = splitSearchPath(path).filter((directory) => directory.startsWith('/'));
  const usual = new Set([...searched, ...directories]);
  return [...usual].some((directory) => holdsContainerd(files, directory)) || inPackage(files);
}

function inPackage(files: HostFiles): boolean {
  return packages.some(([parent, children]) => {
    const listed = files.listNow(parent);
    const owners = listed.ok ? listed.names.filter((name) => isLikely(parent, name)).slice(0, mostPackages) : [];
    return owners.some((owner) => children.some((child) => holdsContainerd(files, `${parent}/${owner}${child}`)));
  });
}

/** A store of thousands of packages has the name of the program in the name of its package. */
function isLikely(parent: string, name: string): boolean {
  return parent !== '/nix/store' || /containerd|docker|moby|k3s|rke2|k0s/.test(name);
}

function holdsContainerd(files: HostFiles, directory: string): boolean {
  return programs.some((program) => {
    const found = files.stat(posix.join(directory, program));
    return found.ok && found.stat.isFile();
  });
}
