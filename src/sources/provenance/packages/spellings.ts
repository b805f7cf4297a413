import { posix } from 'node:path';
import type { HostFiles } from '../../host-files.ts';

const BIN_DIRECTORIES = ['/bin', '/sbin', '/usr/bin', '/usr/sbin'];

/**
 * The paths under which a package may list the file at a real path: where `/bin`, `/lib` or `/usr/sbin` are links, packages
 * still use the old names.
 */
export function spellingsOf(files: HostFiles, realPath: string): readonly string[] {
  const name = posix.basename(realPath);
  const inBin = BIN_DIRECTORIES.includes(posix.dirname(realPath)) ? BIN_DIRECTORIES : [];
  const candidates = [...inBin.map((directory) => `${directory}/${name}`), realPath.replace(/^\/usr\//, '/')];
  const others = candidates.filter((path) => path !== realPath && files.realPath(path) === realPath);
  return [...new Set([realPath, ...others])];
}
