import { readFileSync } from 'node:fs';
import { nowMs } from '../clock.ts';

const REREAD_AFTER_MS = 1000;

/** A mount point, and whether it forbids executing files. */
interface Mount {
  readonly point: string;
  readonly noexec: boolean;
}

/** The mounts of this machine, for callers that cannot use access(2); read again when older than a second. */
export class MountTable {
  #read: { readonly at: number; readonly mounts: readonly Mount[] } | undefined;

  /** Whether a path of this machine, with its links resolved, is on a mount with `noexec`. */
  isNoexec(physical: string): boolean {
    return mountOf(this.#current(), physical)?.noexec ?? false;
  }

  /** The mount point that a path of this machine, with its links resolved, is on; undefined when it is not known. */
  pointOf(physical: string): string | undefined {
    return mountOf(this.#current(), physical)?.point;
  }

  #current(): readonly Mount[] {
    const now = nowMs();
    if (this.#read === undefined || now - this.#read.at > REREAD_AFTER_MS)
      this.#read = { at: now, mounts: readMounts() };
    return this.#read.mounts;
  }
}

/** Whether the mount of a path has `noexec`. */
export function isNoexec(mounts: readonly Mount[], physical: string): boolean {
  return mountOf(mounts, physical)?.noexec ?? false;
}

function mountOf(mounts: readonly Mount[], physical: string): Mount | undefined {
  let best: Mount | undefined;
  // A later line with the same mount point covers the earlier one.
  for (const mount of mounts) {
    if (isBelow(physical, mount.point) && (best === undefined || mount.point.length >= best.point.length)) best = mount;
  }
  return best;
}

/** Parses /proc/PID/mountinfo (proc_pid_mountinfo(5)): field 5 is the mount point, field 6 its own options. */
export function parseMountInfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [, , , , point, options] = line.split(' ');
    if (point === undefined || options === undefined) continue;
    mounts.push({ point: unescapeOctal(point), noexec: options.split(',').includes('noexec') });
  }
  return mounts;
}

function readMounts(): Mount[] {
  try {
    return parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
}

/** Space, tab, newline and backslash are written as `\NNN`. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function isBelow(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}
