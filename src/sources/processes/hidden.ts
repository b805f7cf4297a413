import type { HostFiles } from '../host-files.ts';

/**
 * Whether processes of other users are hidden: their names by hidepid=1, their directories by hidepid=2, all of them where
 * no /proc of this machine can be read. Source: proc(5).
 */
export function areProcessesHidden(files: HostFiles): boolean {
  const first = files.readFile('/proc/1/cmdline');
  if (first.ok) return false;
  if (first.errno === 'EACCES' || first.errno === 'EPERM') return true;
  // Another root directory without a /proc is an image, on which nothing runs.
  return files.root === '/' || files.readLink('/proc/self') !== undefined;
}
