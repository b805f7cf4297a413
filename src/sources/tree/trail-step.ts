import type { BigIntStats } from 'node:fs';
import type { TrailStep } from '../../model/host/ownership.ts';

/** What lstat(2) says about one file on the way to a path. */
export function trailStep(path: string, stat: BigIntStats): TrailStep {
  return {
    path,
    kind: kindOf(stat),
    mode: Number(stat.mode) & 0o7777,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    inode: `${stat.dev}:${stat.ino}`,
  };
}

function kindOf(stat: BigIntStats): TrailStep['kind'] {
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'link';
  return stat.isFile() ? 'file' : 'other';
}
