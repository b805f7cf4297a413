import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The text of docs/findings.md, which explains each finding; undefined in a build from which it was removed. `docs/` is
 * next to `src/` and, as a copy of this file alone, next to the bundle in `dist/`, whose chunks are one folder deeper.
 */
export function readFindingsPage(start: string = import.meta.dirname): string | undefined {
  const candidates = [join(start, '..'), join(start, '..', '..')].map((folder) => join(folder, 'docs', 'findings.md'));
  const file = candidates.find((candidate) => existsSync(candidate));
  return file === undefined ? undefined : readFileSync(file, 'utf8');
}
