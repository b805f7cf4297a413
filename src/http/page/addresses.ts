import { createHash } from 'node:crypto';
import type { PageFile } from './files.ts';

/** A file as it is served. */
export interface ServedFile extends PageFile {
  /** Its address holds a hash of what all files hold, so that what is there never changes. */
  readonly immutable: boolean;
}

/** The name all style sheets of a page go by together. */
const joinedStyles = 'styles.css';

/**
 * Gives every file its address: `index.html` is `/`, all else lies below a directory named by a hash of the whole, which
 * a browser keeps without asking again. Modules name each other relative to where they are, and so stay as written; the
 * page gets the new addresses, and its style sheets in one, because each request delays the first paint.
 */
export function addressFiles(files: readonly PageFile[]): readonly ServedFile[] {
  const index = files.find(({ path }) => path === 'index.html');
  if (index === undefined) return [];
  const parts = [...files.filter(({ path }) => !/\.(?:css|html)$/.test(path)), joinStyles(index, files)];
  const directory = `page/${hashOf(parts)}`;
  const names = new Set(parts.map(({ path }) => path));
  const text = linkOnce(index.text).replace(/(?<= (?:href|src)=")[^"#?]+(?=")/g, (address) =>
    names.has(address) ? `${directory}/${address}` : address,
  );
  return [
    { ...index, path: '/', text, immutable: false },
    ...parts.map((file) => ({ ...file, path: `/${directory}/${file.path}`, immutable: true })),
  ];
}

function hashOf(files: readonly PageFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(`${path}\0${text}\0`);
  return hash.digest('base64url').slice(0, 16);
}

const styleLink = /<link rel="stylesheet" href="([^"]+)">\s*/g;

/** All style sheets that `page` links, in its order, without what is there for their authors: comments and white space. */
function joinStyles(page: PageFile, files: readonly PageFile[]): PageFile {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const linked = [...page.text.matchAll(styleLink)].map(([, path = '']) => texts.get(path) ?? '');
  const text = linked.join('\n').replace(/\/\*.*?\*\/\s*|(?<=[{};,])\s+/gs, '');
  return { path: joinedStyles, mediaType: 'text/css; charset=utf-8', text };
}

/** The links to style sheets become one, where the first was. */
function linkOnce(html: string): string {
  let count = 0;
  return html.replace(styleLink, (link, path: string) => {
    count += 1;
    return count === 1 ? link.replace(path, joinedStyles) : '';
  });
}
