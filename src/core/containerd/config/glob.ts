import { sortedByCodePoint } from '../../code-points.ts';
import { joinPaths } from '../../go/path.ts';

/** The names in a directory; empty when it cannot be read. */
export type ListDirectory = (directory: string) => readonly string[];

export type GlobResult =
  | { readonly ok: true; readonly paths: readonly string[] }
  | { readonly ok: false; readonly error: 'syntax error in pattern' };

/** More matches than any real drop-in directory has. */
const maxMatches = 1000;

/** Finds the files that match a pattern, as Go's `filepath.Glob` on unix: sorted by bytes within each directory. */
export function glob(pattern: string, list: ListDirectory): GlobResult {
  if (!isPattern(pattern)) return { ok: false, error: 'syntax error in pattern' };
  return { ok: true, paths: expand(pattern, list) };
}

function expand(pattern: string, list: ListDirectory): string[] {
  const slash = pattern.lastIndexOf('/');
  const directory = slash < 0 ? '.' : pattern.slice(0, slash) || '/';
  const terms = toTerms(pattern.slice(slash + 1));
  const directories = hasMeta(directory) ? expand(directory, list) : [directory];
  const found: string[] = [];
  for (const each of directories) {
    const names = list(each).filter((name) => matches(terms, name));
    const sorted = sortedByCodePoint(names, (item) => item);
    found.push(...sorted.slice(0, maxMatches - found.length).map((name) => joinPaths(each, name)));
  }
  return found;
}

function hasMeta(path: string): boolean {
  return /[*?[\\]/.test(path);
}

const term = /\*|\?|\\[\s\S]|\[\^?(?:(?:\\[\s\S]|[^\\\]-])(?:-(?:\\[\s\S]|[^\\\]-]))?)+\]|[^\\*?[]/uy;

function isPattern(pattern: string): boolean {
  term.lastIndex = 0;
  while (term.lastIndex < pattern.length) if (term.exec(pattern) === null) return false;
  return true;
}

/** A part of a pattern: `*`, or a test of one character. */
type Term = '*' | ((character: string) => boolean);

function toTerms(pattern: string): Term[] {
  const terms: Term[] = [];
  term.lastIndex = 0;
  for (let match = term.exec(pattern); match !== null; match = term.exec(pattern)) terms.push(toTerm(match[0]));
  return terms;
}

function toTerm(part: string): Term {
  if (part === '*') return '*';
  if (part === '?') return () => true;
  if (part.startsWith('[')) return toClass(part.slice(1, -1));
  const wanted = unescaped(part);
  return (character) => character === wanted;
}

function toClass(body: string): Term {
  const negated = body.startsWith('^');
  const found = (negated ? body.slice(1) : body).matchAll(/(\\[\s\S]|[^\\])(?:-(\\[\s\S]|[^\\]))?/gu);
  const ranges = [...found].map(([, from = '', to = from]) => [codePoint(unescaped(from)), codePoint(unescaped(to))]);
  return (character) => {
    const code = codePoint(character);
    return ranges.some(([low = 0, high = 0]) => low <= code && code <= high) !== negated;
  };
}

function unescaped(unit: string): string {
  return unit.startsWith('\\') ? unit.slice(1) : unit;
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** Goes back to the last `*` only, so that the time is bounded by the product of both lengths. */
function matches(terms: readonly Term[], name: string): boolean {
  const characters = [...name];
  let at = 0;
  let used = 0;
  let retry: { readonly at: number; used: number } | undefined;
  while (used < characters.length) {
    const wanted = terms[at];
    if (wanted === '*') {
      at += 1;
      retry = { at, used };
    } else if (wanted?.(characters[used] ?? '') === true) {
      at += 1;
      used += 1;
    } else if (retry === undefined) {
      return false;
    } else {
      retry.used += 1;
      used = retry.used;
      at = retry.at;
    }
  }
  return terms.slice(at).every((rest) => rest === '*');
}
