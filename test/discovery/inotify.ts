import { readdirSync, readFileSync } from 'node:fs';

/** Kernel watches of a process, counted by the kernel itself (proc(5), /proc/PID/fdinfo). */
export function inotifyWatches(pid: number | 'self' = 'self'): number {
  const directory = `/proc/${pid}/fdinfo`;
  return readdirSync(directory)
    .map((fd) => readOrNothing(`${directory}/${fd}`))
    .join('\n')
    .split('\n')
    .filter((line) => line.startsWith('inotify wd:')).length;
}

/** A descriptor may be closed between the listing and the reading. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
