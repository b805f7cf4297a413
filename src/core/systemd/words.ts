/** How the next word is read. */
export interface WordOptions {
  /** Keep an escape that systemd does not know, instead of refusing the text. */
  readonly keepUnknownEscapes?: boolean;
  /** Read escapes of C inside and outside of quotes; otherwise a backslash only removes the meaning of what follows. */
  readonly escapes: boolean;
  /** Accept a quote that is not closed. */
  readonly relaxed?: boolean;
}

/** The next word of a text and what follows it; `invalid` for an open quote or an unknown escape. */
export type Word =
  | { readonly kind: 'word'; readonly text: string; readonly rest: string }
  | { readonly kind: 'end' | 'invalid' };

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
};
const NUMBERED = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/;
const MAX_BYTE = 255;
const MAX_CODE_POINT = 0x10ffff;

/**
 * Takes the first word off a text, quotes removed.
 *
 * Source: systemd `src/basic/extract-word.c`, `extract_first_word` with `EXTRACT_UNQUOTE`.
 */
export function nextWord(text: string, options: WordOptions): Word {
  let at = 0;
  while (isSeparator(text[at])) at++;
  if (at >= text.length) return { kind: 'end' };
  return new WordReader(text, at, options).read();
}

/** All words of a text up to the first that is invalid. */
export function splitWords(text: string, options: WordOptions): { readonly words: string[]; readonly valid: boolean } {
  const words: string[] = [];
  let rest = text;
  for (;;) {
    const word = nextWord(rest, options);
    if (word.kind !== 'word') return { words, valid: word.kind === 'end' };
    words.push(word.text);
    rest = word.rest;
  }
}

class WordReader {
  readonly #text: string;
  readonly #options: WordOptions;
  readonly #parts: string[] = [];
  #at: number;
  #quote: string | undefined;

  constructor(text: string, at: number, options: WordOptions) {
    this.#text = text;
    this.#at = at;
    this.#options = options;
  }

  read(): Word {
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at);
      if (this.#quote === undefined && isSeparator(character)) return this.#finish();
      if (!this.#take(character)) return { kind: 'invalid' };
    }
    return this.#quote === undefined || this.#options.relaxed ? this.#finish() : { kind: 'invalid' };
  }

  #finish(): Word {
    while (isSeparator(this.#text[this.#at])) this.#at++;
    return { kind: 'word', text: this.#parts.join(''), rest: this.#text.slice(this.#at) };
  }

  #take(character: string): boolean {
    if (character === '\\') return this.#escape();
    if (character === this.#quote) this.#quote = undefined;
    else if (this.#quote === undefined && (character === '"' || character === "'")) this.#quote = character;
    else this.#parts.push(character);
    return true;
  }

  #escape(): boolean {
    const after = this.#text.slice(this.#at + 1, this.#at + 10);
    if (after === '') return this.#endInBackslash();
    const found = this.#options.escapes ? readEscape(after) : { text: after.charAt(0), length: 1 };
    if (found !== undefined) {
      this.#parts.push(found.text);
      this.#at += found.length;
      return true;
    }
    if (!this.#options.keepUnknownEscapes) return false;
    this.#parts.push('\\', after.charAt(0));
    this.#at += 1;
    return true;
  }

  #endInBackslash(): boolean {
    if (this.#options.keepUnknownEscapes) this.#parts.push('\\');
    return (this.#options.keepUnknownEscapes ?? false) || (this.#options.relaxed ?? false);
  }
}

/** systemd `src/basic/escape.c`, `cunescape_one`; bytes above 127 are read as characters of latin1. */
function readEscape(text: string): { readonly text: string; readonly length: number } | undefined {
  const simple = SIMPLE[text.charAt(0)];
  if (simple !== undefined) return { text: simple, length: 1 };
  const match = NUMBERED.exec(text);
  if (match === null) return undefined;
  const [whole, byte, short, long, octal] = match;
  const code = Number.parseInt(octal ?? byte ?? short ?? long ?? '', octal === undefined ? 16 : 8);
  const limit = octal === undefined && byte === undefined ? MAX_CODE_POINT : MAX_BYTE;
  if (code === 0 || code > limit || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return { text: String.fromCodePoint(code), length: whole.length };
}

function isSeparator(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
