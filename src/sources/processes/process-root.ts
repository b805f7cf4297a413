import { statfsSync, statSync } from 'node:fs';
import { errnoOf } from '../errno.ts';
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
    if (!isProcfs(files)) return undefined;
    const own = statSync(`${proc}/${pid}/root/`, { bigint: true });
    const host = statSync(files.root, { bigint: true });
    return own.dev === host.dev && own.ino === host.ino;
  } catch {
    return undefined;
  }
}

/** Whether /proc of the host is a procfs, in which the kernel itself follows the links of a process. */
export function isProcfs(files: HostFiles): boolean {
  const proc = files.physical('/proc');
  try {
    return proc !== undefined && statfsSync(proc).type === PROC_SUPER_MAGIC;
  } catch {
    return false;
  }
}

/**
 * Whether a process finds another file at a path than shimdex does, because their mounts differ; false when that is
 * unknown. The path is asked as the host resolves it, so that no link leads out of the process's root.
 */
export function findsAnotherFile(files: HostFiles, pid: number, path: string): boolean {
  const proc = files.physical('/proc');
  if (proc === undefined || hasHostRoot(files, pid) !== true) return false;
  if (files.readLink(`/proc/${pid}/ns/mnt`) === files.readLink('/proc/self/ns/mnt')) return false;
  const real = files.realPath(path);
  const found = real === undefined ? undefined : files.stat(real);
  if (found?.ok === false) return false;
  try {
    const own = statSync(`${proc}/${pid}/root${real ?? path}`, { bigint: true });
    return found === undefined || own.dev !== found.stat.dev || own.ino !== found.stat.ino;
  } catch (error) {
    const errno = errnoOf(error);
    return found !== undefined && (errno === 'ENOENT' || errno === 'ENOTDIR');
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
