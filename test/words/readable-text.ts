/** A piece of a file that somebody reads, and where it starts. */
export interface Text {
  readonly at: number;
  readonly text: string;
  readonly kind: 'comment' | 'test name' | 'other';
}

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|(?<=(?:^|[=(,:;!&|?{}[\n]|return|=>)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;

/** Comments and literals of TypeScript, JavaScript, CSS or JSON; expressions inside a template are code again. */
export function textsOfCode(source: string): readonly Text[] {
  const texts: Text[] = [];
  readCode(source, 0, texts);
  return texts;
}

/** Reads code from `start` to the brace that closes it, or to the end; returns the place after it. */
function readCode(source: string, start: number, texts: Text[]): number {
  let depth = 0;
  let at = start;
  while (at < source.length && depth >= 0) {
    const found = tokenAt(source, at);
    if (source[at] === '`') at = readTemplate(source, at + 1, texts);
    else if (found === undefined) {
      depth += nesting[source[at] ?? ''] ?? 0;
      at += 1;
    } else {
      const isPattern = /^\/[^/*]/.test(found);
      if (!isPattern) texts.push({ at, text: found, kind: kindOf(source, at) });
      at += found.length;
    }
  }
  return at;
}

const nesting: Readonly<Record<string, number>> = { '{': 1, '}': -1 };

function tokenAt(source: string, at: number): string | undefined {
  token.lastIndex = at;
  return token.exec(source)?.[0];
}

/** A literal right after `it(`, `describe(` or `it.each(…)(` names a test. */
function kindOf(source: string, at: number): Text['kind'] {
  if (/^\/[/*]/.test(source.slice(at, at + 2))) return 'comment';
  return /(?:\b(?:it|describe)|\))\(\s*$/.test(source.slice(Math.max(0, at - 20), at)) ? 'test name' : 'other';
}

/** Reads a template whose first character is at `start`; returns the place after its end. */
function readTemplate(source: string, start: number, texts: Text[]): number {
  const kind = kindOf(source, start - 1);
  let from = start;
  let at = start;
  const keep = () => texts.push({ at: from, text: source.slice(from, at), kind });
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('$' + '{', at)) {
      keep();
      at = readCode(source, at + 2, texts);
      from = at;
    } else at += source[at] === '\\' ? 2 : 1;
  }
  keep();
  return at + 1;
}

/** The prose of a Markdown page, without fenced blocks and inline code. */
export function textsOfMarkdown(source: string): readonly Text[] {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
  const prose = source.replaceAll(/^(`{3,})[\s\S]*?^\1/gm, blank).replaceAll(/`[^`\n]*`/g, blank);
  return [{ at: 0, text: prose, kind: 'other' }];
}

/** All of a file: HTML, YAML, scripts and units, where nearly every word is read by somebody. */
export function wholeText(source: string): readonly Text[] {
  return [{ at: 0, text: source, kind: 'other' }];
}
