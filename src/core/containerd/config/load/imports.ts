import { cleanPath, directoryOf, isAbsolutePath, joinPaths } from '../../../go/path.ts';
import { type GlobResult, glob } from '../glob.ts';
import type { ConfigRelease } from '../release.ts';
import type { ConfigFiles } from './files.ts';

/** The paths that an entry of `imports` stands for, in the file at `path`. Only a `*` makes it a pattern. */
export function expandImport(path: string, entry: string, files: ConfigFiles, release: ConfigRelease): GlobResult {
  if (release.globFrom === 'cwd' && entry.includes('*')) return glob(entry, files.list);
  const clean = cleanPath(entry);
  const found = isAbsolutePath(clean) ? clean : joinPaths(directoryOf(path), clean);
  return found.includes('*') ? glob(found, files.list) : { ok: true, paths: [found] };
}
