import type { HostFiles } from './host-files.ts';

/** Far above the longest name that the kernel or systemd accepts. */
const limitBytes = 4096;

/**
 * The name of the observed host; undefined when it cannot be read.
 *
 * The kernel only knows the name of this machine: for a host that is mounted somewhere, it would return the name of our
 * container. Sources: proc_sys_kernel(5), hostname(5).
 */
export function readHostName(files: HostFiles): string | undefined {
  const read = files.readFile(files.root === '/' ? '/proc/sys/kernel/hostname' : '/etc/hostname', limitBytes);
  return read.ok ? hostNameIn(read.bytes.toString('utf8')) : undefined;
}

/** The first line that is not empty and not a comment. */
export function hostNameIn(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
}
