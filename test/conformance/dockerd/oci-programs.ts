import { buildLayout, type LayoutEntry } from '../layout.ts';
import type { Machine } from './machine.ts';
import { fake } from './shims.ts';

const executable = (path: string): LayoutEntry => ({ path, type: 'file', mode: '0755' });

/** Programs at the paths that random configurations name. They are recorded when they are executed, and do nothing else. */
const fakes: readonly LayoutEntry[] = [
  ...['ok', 'sp ace', 'é"', 'oci-shadow'].map((name) => executable(`srv/oci/${name}`)),
  ...['srv/cwd/relative/oci-rel', 'srv/second/oci-shadow', 'usr/local/bin/oci-shadow'].map(executable),
  { path: 'srv/first/oci-shadow', type: 'file', mode: '0644' },
  { path: 'srv/oci/closed', type: 'file', mode: '0644' },
  { path: 'srv/oci/link', type: 'symlink', target: 'ok' },
  { path: 'srv/oci/dangling', type: 'symlink', target: 'nowhere' },
  { path: 'srv/oci/loop', type: 'symlink', target: 'loop' },
  { path: 'srv/oci/dir', type: 'dir' },
  { path: 'srv/oci/fifo', type: 'fifo', mode: '0755' },
];

/** Programs that the kernel does not execute, or only half. */
const faulty: Readonly<Record<string, string>> = {
  noscript: '#!/no/such\n',
  noenv: '#!/usr/bin/env no-such-program\n',
  dirscript: '#!/srv\n',
  garbage: '\u0001garbage\n',
  empty: '',
};

/** Puts the programs of random configurations into a machine. */
export async function installOciPrograms({ tree }: Machine): Promise<void> {
  await buildLayout(tree, fakes, fake);
  for (const [name, content] of Object.entries(faulty)) {
    await buildLayout(tree, [executable(`srv/oci/${name}`)], content);
  }
}
