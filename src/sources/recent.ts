import type { HostFiles } from './host-files.ts';

/**
 * Time stamps of file systems stand still for some milliseconds: a file that changed within this time may change again
 * without another time stamp.
 */
export const RECENT_MS = 50;

/** The age of a time stamp in milliseconds. It is negative if another clock made it, or if this one was set back. */
export function ageMs(timeMs: bigint): number {
  return Date.now() - Number(timeMs);
}

/** Whether a file with this time stamp may change again without another one. */
export function isRecent(timeMs: bigint, recentMs = RECENT_MS): boolean {
  return ageMs(timeMs) < recentMs;
}

/** Whether the names in a directory may change again without another time stamp of the directory, or it is gone. */
export function changedJustNow(files: HostFiles, directory: string, recentMs = RECENT_MS): boolean {
  const found = files.stat(directory);
  return !found.ok || isRecent(found.stat.mtimeMs, recentMs);
}
