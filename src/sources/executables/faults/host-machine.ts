import type { HostFiles } from '../../host-files.ts';
import { readElf } from '../elf/elf-file.ts';
import { type Machine, machineOf, ownMachine } from '../elf/machines.ts';

/** Programs that every host has one of; none is ever executed here. */
const WITNESSES = [
  '/sbin/init',
  '/usr/lib/systemd/systemd',
  '/bin/sh',
  '/usr/bin/env',
  '/bin/busybox',
  '/usr/bin/containerd',
  '/usr/bin/dockerd',
];

/**
 * The machine a host executes programs of: this one's own for the root `/`; below another root the one that its own
 * programs are built for, since the tree may be an image for another machine. Undefined where that is not known.
 */
export function hostMachine(files: HostFiles): Machine | undefined {
  if (files.root === '/') return ownMachine();
  for (const path of WITNESSES) {
    const opened = files.open(path, (readAt) => readElf(readAt));
    if (opened.ok && opened.value.kind === 'elf') return machineOf(opened.value.elf);
  }
  return undefined;
}
