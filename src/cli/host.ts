import { statSync } from 'node:fs';
import { errorCode, UsageError } from '../errors.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { HostFiles } from '../sources/host-files.ts';

/** The files of the observed host. A root that is not a directory is wrong usage, not an empty host. */
export function openHost({ root }: ObserveSettings): HostFiles {
  if (!isDirectory(root)) {
    throw new UsageError(`Cannot use --root ${JSON.stringify(root)}: write an existing directory, such as "/host"`);
  }
  return new HostFiles(root);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
