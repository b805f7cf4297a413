import * as fs from 'node:fs';
import type { HostFiles } from '../host-files.ts';

/** `f_type` of procfs: Linux `include/uapi/linux/magic.h`. */
const PROC_SUPER_MAGIC = 0x9fa0;

/**
 * Whether the root directory of a process is the root of the observed host.
 *
 * A process in a chroot or a container sees other files under the same paths, and /proc may list such processes.
 * undefined when that is unknown: no permission, or /proc is not a procfs.
 */
export function hasHostRoot(files: HostFiles, pid: number): boolean | undefined {
  const proc = files.physical('/proc');
  if (proc === undefined) return undefined;
  try {
    // Only in a real procfs this link is made by the kernel; elsewhere it could lead outside the host's tree.
    if (fs.statfsSync(proc).type !== PROC_SUPER_MAGIC) return undefined;
    const own = fs.statSync(`${proc}/${pid}/root/`, { bigint: true });
    const host = fs.statSync(files.root, { bigint: true });
    return own.dev === host.dev && own.ino === host.ino;
  } catch {
    return undefined;
  }
}

/**
 * A path from a link in /proc/PID, as the host spells it. When the host is a directory of this machine, the kernel
 * writes the path as this machine sees it.
 */
export function fromProcLink(files: HostFiles, path: string): string {
  if (files.root === '/') return path;
  if (path === files.root) return '/';
  return path.startsWith(`${files.root}/`) ? path.slice(files.root.length) : path;
}
