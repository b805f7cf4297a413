import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLayout, type LayoutEntry } from '../layout.ts';
import type { Machine } from './machine.ts';

/** PATH and working directory of the machine's containerd: every rule of the lookup has something to find there. */
export const containerdPath = '/srv/first:/srv/missing:/srv/second:relative:/usr/sbin:/sbin';
export const containerdCwd = '/srv/cwd';

/** What a fake prints before it ends, so that its end differs from a real one's. */
export const fakeFarewell = 'this shim is a fake';

const logFile = '/var/log/executed';
const record = `#!/bin/sh\nprintf '%s\\0%s\\0' "$0" "$*" >>${logFile}\n`;
/** What a program does that is only there to be executed. */
export const fake = `${record}echo '${fakeFarewell}' >&2\nexit 3\n`;
const runc = `${record}exec /usr/sbin/runc "$@"\n`;

const shim = (name: string) => `containerd-shim-${name}`;
const executable = (...paths: readonly string[]) => paths.map((path) => file(path, '0755'));

/** Where a lookup ends well, and each way it may end badly; what is behind the first of a name is never run. */
const fakes: readonly LayoutEntry[] = [
  ...executable(
    ...['fake-v1', 'Fake-v1', 'foo-bar-v1', 'é-v1', 'sp ace-v1', '-', 'a-', 'a-b', '%s-v1', 'a-$(id)', '<b>-&'].map(
      (name) => `srv/first/${shim(name)}`,
    ),
    ...['fake-v1', 'second-v1', 'shadow-v1', 'isdir-v1', 'dangling-v1', 'cwddir-v1', 'opt-v1'].map(
      (name) => `srv/second/${shim(name)}`,
    ),
    `srv/cwd/${shim('cwd-v1')}`,
    `srv/first/${shim('cwd-v1')}`,
    `srv/cwd/relative/${shim('rel-v1')}`,
    `usr/sbin/${shim('rel-v1')}`,
    `usr/bin/${shim('beside-v1')}`,
    `usr/sbin/${shim('second-v1')}`,
    `var/lib/containerd/opt/bin/${shim('opt-v1')}`,
    'srv/elsewhere/shim',
    'usr/local/far-shim',
    `srv/elsewhere/${shim('elsewhere-v1')}`,
  ),
  file(`srv/first/${shim('shadow-v1')}`, '0644'),
  file(`srv/first/${shim('closed-v1')}`, '0644'),
  file(`srv/cwd/${shim('cwdfile-v1')}`, '0644'),
  file(`usr/bin/${shim('besidefile-v1')}`, '0644'),
  file('srv/elsewhere/closed', '0644'),
  file('srv/elsewhere/behind', '0644'),
  { path: 'srv/elsewhere/far', type: 'symlink', target: '/usr/local/bin' },
  { path: `srv/first/${shim('isdir-v1')}`, type: 'dir' },
  { path: `srv/cwd/${shim('cwddir-v1')}`, type: 'dir' },
  { path: `srv/first/${shim('dangling-v1')}`, type: 'symlink', target: 'nowhere' },
  { path: `srv/first/${shim('link-v1')}`, type: 'symlink', target: `/srv/second/${shim('second-v1')}` },
  { path: `srv/first/${shim('loop-v1')}`, type: 'symlink', target: shim('loop-v1') },
  { path: 'srv/elsewhere/link', type: 'symlink', target: 'shim' },
];

/** OCI runtimes that are one; the shims find `oci-b` in their PATH, dockerd finds `oci-c` in its own. */
const ociRuntimes = executable(
  'usr/local/bin/oci-a',
  'usr/local/behind',
  'srv/second/oci-b',
  'usr/local/bin/oci-c',
  'srv/second/runc',
);

/** Puts the shims of the tests into a machine. */
export async function installShims({ tree }: Machine): Promise<void> {
  // Its root is left as it is: the modes of a machine, not those of a test's directory.
  await buildLayout(tree, fakes, fake);
  await buildLayout(tree, ociRuntimes, runc);
  for (const version of ['v1', 'v2']) {
    // containerd 2 has no shim of that name any more.
    if (!existsSync(join(tree, `usr/bin/containerd-shim-runc-${version}`))) continue;
    const real = `${record}exec /usr/bin/containerd-shim-runc-${version} "$@"\n`;
    await buildLayout(tree, executable(`srv/first/${shim(`runc-${version}`)}`), real);
  }
  await buildLayout(tree, executable(`srv/first/${shim('garbage-v1')}`, 'srv/elsewhere/garbage'), '\u0001garbage\n');
  await buildLayout(tree, executable(`srv/first/${shim('noscript-v1')}`, 'srv/elsewhere/noscript'), '#!/no/such\n');
  await buildLayout(tree, executable(`srv/first/${shim('empty-v1')}`), '');
  mkdirSync(join(tree, containerdCwd), { recursive: true });
  writeFileSync(join(tree, logFile), '');
}

/** The files that were executed for a container, in that order: shims and OCI runtimes have its id in their arguments. */
export function executedFor(container: string, { tree }: Pick<Machine, 'tree'>): readonly string[] {
  const words = readFileSync(join(tree, logFile), 'utf8').split('\0');
  return words.filter((_, index) => index % 2 === 0 && words[index + 1]?.includes(container));
}

function file(path: string, mode: string): LayoutEntry {
  return { path, type: 'file', mode };
}
