import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { PageFile } from './files.ts';

/** A file as it is served. */
export interface ServedFile extends PageFile {
  /** Its address contains a hash of all files, so the content at this address never changes. */
  readonly immutable: boolean;
}

/** The file name of all style sheets of a page, joined. */
const joinedStyles = 'styles.css';

/**
 * Gives every file its address. `index.html` is `/`. All other files are in a directory whose name is a hash of their
 * content, so a browser keeps them without asking again. Modules import each other by relative paths, which stay valid.
 * The page gets the new addresses and one joined style sheet, because each request delays the first paint.
 */
export function addressFiles(files: readonly PageFile[]): readonly ServedFile[] {
  const index = files.find(({ path }) => path === 'index.html');
  if (index === undefined) return [];
  const others = files.filter(({ path }) => !/\.(?:css|html)$/.test(path));
  const parts = [...others.map(withoutComments), joinStyles(index, files), ...laterStyles(index, files)];
  const directory = `page/${hashOf(parts)}`;
  const names = new Set(parts.map(({ path }) => path));
  const text = preloadImports(linkOnce(index.text), files).replace(/(?<= (?:href|src)=")[^"#?]+(?=")/g, (address) =>
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

const preloadLink = /^(.*<link rel="later-modulepreload" href=")([^"]+)(">\n)/gm;

/**
 * Repeats the preload link of a module for every module that it imports, directly or not, so that the browser fetches
 * them all at once. A module that is imported on demand, by `import()`, is not included.
 */
function preloadImports(html: string, files: readonly PageFile[]): string {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return html.replace(preloadLink, (_link, start: string, entry: string, end: string) =>
    [...importsOf(entry, texts)].map((path) => `${start}${path}${end}`).join(''),
  );
}

const staticImport = /^(?:import\b|\}).* from '(\.[^']+)';$/gm;

/** A module and all modules that it needs before it can run, in the order in which a browser finds them. */
function importsOf(entry: string, texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set([entry]);
  // A set also visits the entries that are added during the loop.
  for (const path of found) {
    for (const [, other = ''] of (texts.get(path) ?? '').matchAll(staticImport)) {
      found.add(posix.join(posix.dirname(path), other));
    }
  }
  return found;
}

const scriptComment = /^[ \t]*(?:\/\*(?:(?!\*\/).)*\*\/|\/\/[^\n]*)$/gms;

/** A script without the comments that fill whole lines. The lines stay, so an error names the line of the file. */
function withoutComments(file: PageFile): PageFile {
  if (!file.path.endsWith('.js')) return file;
  return { ...file, text: file.text.replace(scriptComment, (comment) => comment.replace(/[^\n]+/g, '')) };
}

const laterStyleLink = /<link rel="later-stylesheet" [^>]*href="([^"]+)">/g;

/** The style sheets that the page loads when one of its sections is opened. */
function laterStyles(page: PageFile, files: readonly PageFile[]): readonly PageFile[] {
  const paths = new Set([...page.text.matchAll(laterStyleLink)].map(([, path]) => path));
  return files.filter(({ path }) => paths.has(path)).map((file) => ({ ...file, text: compactStyles(file.text) }));
}

function compactStyles(text: string): string {
  return text.replace(/\/\*.*?\*\/\s*|(?<=[{};,])\s+/gs, '');
}

const styleLink = /<link rel="stylesheet" href="([^"]+)">\s*/g;

/** The style sheets that `page` links, joined in its order, without comments and white space. */
function joinStyles(page: PageFile, files: readonly PageFile[]): PageFile {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const linked = [...page.text.matchAll(styleLink)].map(([, path = '']) => texts.get(path) ?? '');
  return { path: joinedStyles, mediaType: 'text/css; charset=utf-8', text: compactStyles(linked.join('\n')) };
}

/** Replaces the links to style sheets with one link, in the place of the first. */
function linkOnce(html: string): string {
  let count = 0;
  return html.replace(styleLink, (link, path: string) => {
    count += 1;
    return count === 1 ? link.replace(path, joinedStyles) : '';
  });
}
