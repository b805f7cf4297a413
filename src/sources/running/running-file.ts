import { statSync } from 'node:fs';
import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { ShimProcess } from '../../model/host/running.ts';
import type { HostFiles } from '../host-files.ts';
import { fromProcLink, isProcfs } from '../processes/process-root.ts';

/** The program that a process runs. */
export interface RunningFile {
  readonly binary: string;
  /** Where it was started from; absent when that is not readable. */
  readonly path?: string;
  /** `dev:ino` of the file that runs, which stays the same when its name leads to another file. */
  readonly inode?: string;
  /** The link in /proc has no name for it any more. */
  readonly isUnlinked: boolean;
  /** Where the file that runs can be opened. */
  readonly open?: string;
}

const deletedSuffix = ' (deleted)';

/** Reads which program a process runs; `program` is the first word of its command line, a path or a name. */
export function runningFile(files: HostFiles, pid: number, program: string): RunningFile {
  const link = files.readLink(`/proc/${pid}/exe`);
  const isUnlinked = link?.endsWith(deletedSuffix) === true;
  const exe = link && fromProcLink(files, isUnlinked ? link.slice(0, -deletedSuffix.length) : link);
  const path = posix.isAbsolute(program) ? program : exe;
  const proc = isProcfs(files) ? files.physical('/proc') : undefined;
  const open = proc !== undefined && files.root === '/' ? `/proc/${pid}/exe` : isUnlinked ? undefined : exe;
  return defined({
    binary: posix.basename(program),
    path,
    inode:
      link === undefined
        ? undefined
        : proc === undefined
          ? inodeAt(files, isUnlinked ? undefined : exe)
          : inodeOf(proc, pid),
    isUnlinked,
    open: link === undefined ? undefined : open,
  });
}

/** Compares what is at the path now with the file that runs; undefined when that is not known. */
export function fileState({ inode, isUnlinked }: RunningFile, now: string | undefined): ShimProcess['file'] {
  if (inode === undefined && !isUnlinked) return undefined;
  if (now === undefined) return 'deleted';
  return now === inode ? 'current' : 'replaced';
}

/** Looks at each path once. */
export function inodesOnce(files: HostFiles): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, inodeAt(files, path));
    return known.get(path);
  };
}

/** `dev:ino` of the file at a path, after its links. */
function inodeAt(files: HostFiles, path: string | undefined): string | undefined {
  const found = path === undefined ? undefined : files.stat(path);
  return found?.ok === true ? `${found.stat.dev}:${found.stat.ino}` : undefined;
}

/** In a real procfs the kernel follows the link to the file itself, whatever its name. */
function inodeOf(proc: string, pid: number): string | undefined {
  try {
    const { dev, ino } = statSync(`${proc}/${pid}/exe`, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
