import type { HostFiles } from './host-files.ts';

/** The longest name that the kernel or systemd takes is far below. */
const limitBytes = 4096;

/**
 * What the observed host calls itself; undefined where that cannot be told.
 *
 * The kernel tells it of this machine alone: of a host that is mounted somewhere, it would tell the name of the
 * container that looks at it. Sources: proc_sys_kernel(5), hostname(5).
 */
export function readHostName(files: HostFiles): string | undefined {
  const read = files.readFile(files.root === '/' ? '/proc/sys/kernel/hostname' : '/etc/hostname', limitBytes);
  return read.ok ? hostNameIn(read.bytes.toString('utf8')) : undefined;
}

/** The first line that is neither empty nor a comment. */
export function hostNameIn(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
}
