import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file of the dashboard. */
export interface PageFile {
  /** Below its directory, with slashes and none in front: `styles/page.css`. */
  readonly path: string;
  readonly mediaType: string;
  readonly text: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Every file below `directory` that is part of the page; what else lies there is not. None without a directory. */
export function readPageFiles(directory: string | undefined): readonly PageFile[] {
  if (directory === undefined) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).flatMap((entry) => readPageFile(directory, entry));
}

function readPageFile(directory: string, entry: { parentPath: string; name: string }): readonly PageFile[] {
  const mediaType = mediaTypes[extname(entry.name)];
  if (mediaType === undefined) return [];
  const file = join(entry.parentPath, entry.name);
  return [{ path: relative(directory, file).split(sep).join('/'), mediaType, text: readFileSync(file, 'utf8') }];
}

/** `public/` of the package: it is next to `src/`, or after the build next to `dist/`, whose chunks are one folder deeper. */
export function findPublicDirectory(start: string): string | undefined {
  const candidates = [join(start, '..', '..', 'public'), join(start, '..', '..', '..', 'public')];
  return candidates.find((candidate) => existsSync(join(candidate, 'index.html')));
}
