import { posix } from 'node:path';
import type { HostFiles } from '../../host-files.ts';
import { dpkgPackage } from '../dpkg-version.ts';

/**
 * What `env` begins its messages with: its path, as the file spells it, and in coreutils 9.7 its name alone. It is 9.7 only
 * where a package says so; the ones between 9.1 and 9.7 were not tried.
 */
export function envName(files: HostFiles, interpreter: string): string {
  const owner = dpkgPackage(files, files.realPath(interpreter) ?? interpreter, ['coreutils']);
  const [, major = 0, minor = 0] = /^(?:\d+:)?(\d+)\.(\d+)/.exec(owner?.version ?? '')?.map(Number) ?? [];
  const isNew = major > 9 || (major === 9 && minor >= 7);
  return isNew ? posix.basename(interpreter) : interpreter;
}
