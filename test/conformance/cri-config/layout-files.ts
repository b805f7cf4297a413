import type { ConfigFiles, FileContent } from '../../../src/core/containerd/config/load/files.ts';
import { cleanPath, directoryOf, joinPaths } from '../../../src/core/go/path.ts';
import { type Layout, root } from './vector.ts';

/** The files of a layout, held in memory. */
export function layoutFiles(layout: Layout): ConfigFiles {
  const contents = new Map(layout.files.map((file) => [cleanPath(file.path), bytesOf(file)]));
  const links = new Map(
    (layout.links ?? []).map(([link, target]) => [cleanPath(link), joinPaths(directoryOf(link), target)]),
  );
  const directories = new Set(
    [...contents.keys(), ...links.keys(), ...(layout.dirs ?? []).map((path) => `${cleanPath(path)}/x`)].flatMap(
      parentsOf,
    ),
  );
  const read = (path: string): FileContent => {
    const clean = cleanPath(path);
    const bytes = contents.get(links.get(clean) ?? clean);
    if (bytes !== undefined) return { ok: true, bytes };
    if (directories.has(clean)) return { ok: false, step: 'read', errno: 'EISDIR' };
    if (clean === '/proc/self/mem') return { ok: false, step: 'read', errno: 'EIO' };
    return { ok: false, step: 'open', errno: 'ENOENT' };
  };
  const all = [...contents.keys(), ...links.keys(), ...directories];
  const list = (directory: string) => {
    const clean = cleanPath(directory);
    return all
      .filter((path) => path !== '/' && directoryOf(path) === clean)
      .map((path) => path.slice(path.lastIndexOf('/') + 1));
  };
  return { read, list };
}

function bytesOf({ content, content_base64: base64 }: Layout['files'][number]): Uint8Array {
  if (base64 === undefined) return Buffer.from(content ?? '', 'utf8');
  const text = Buffer.from(base64, 'base64').toString('latin1');
  return Buffer.from(text.replaceAll('$ROOT', root), 'latin1');
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let parent = directoryOf(path); ; parent = directoryOf(parent)) {
    parents.push(parent);
    if (parent === '/' || parent === '.') return parents;
  }
}
