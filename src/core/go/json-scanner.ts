import { goQuote } from './quote.ts';

/** A syntax error in Go's words. */
export interface Fault {
  readonly kind: 'fault';
  readonly message: string;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Reads the tokens of a JSON text. Errors have the text of Go's `encoding/json/scanner.go`. */
export class TextScanner {
  readonly #text: string;
  #at = 0;
  #line: number;

  constructor(text: string, firstLine: number) {
    this.#text = text;
    this.#line = firstLine;
  }

  /** Line of the next character. */
  get line(): number {
    return this.#line;
  }

  /** The next UTF-16 unit; '' at the end. */
  peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Skips the next character. */
  next(): void {
    this.#at += 1;
  }

  /** Skips the next character if it is this one. */
  take(character: string): boolean {
    const found = this.peek() === character;
    if (found) this.#at += 1;
    return found;
  }

  /** Skips white space and counts lines. */
  skipSpace(): void {
    for (; ; this.#at += 1) {
      const character = this.peek();
      if (character === '\n') this.#line += 1;
      else if (character !== ' ' && character !== '\t' && character !== '\r') return;
    }
  }

  /** The error about the next character. At the end of the text inside a token, Go reports a space. */
  fault(context: string, insideToken = false): Fault {
    const character = this.peek();
    if (character === '' && !insideToken) return { kind: 'fault', message: 'unexpected end of JSON input' };
    const shown = quoteCharacter(this.#text.codePointAt(this.#at) ?? 0x20);
    return { kind: 'fault', message: `invalid character ${shown} ${context}` };
  }

  /** Reads `true`, `false` or `null`; the next character has already decided which one. */
  literal(word: string): Fault | undefined {
    for (const expected of word) {
      if (!this.take(expected)) return this.fault(`in literal ${word} (expecting ${quote(expected)})`, true);
    }
    return undefined;
  }

  /** Whether a number begins here. */
  atNumber(): boolean {
    return this.peek() === '-' || isDigit(this.peek());
  }

  /** Reads the text of a number. */
  number(): { value: string } | Fault {
    const start = this.#at;
    this.take('-');
    if (!this.take('0') && !this.#digits()) return this.fault('in numeric literal', true);
    if (this.take('.') && !this.#digits()) return this.fault('after decimal point in numeric literal', true);
    if (this.take('e') || this.take('E')) {
      if (!this.take('+')) this.take('-');
      if (!this.#digits()) return this.fault('in exponent of numeric literal', true);
    }
    return { value: this.#text.slice(start, this.#at) };
  }

  /** Reads a string. Half a surrogate pair becomes U+FFFD. */
  string(): { value: string } | Fault {
    let value = '';
    this.next();
    for (;;) {
      const character = this.peek();
      if (character === '') return this.fault('in string literal');
      if (character < ' ') return this.fault('in string literal');
      this.next();
      if (character === '"') return { value: value.replace(/\p{Surrogate}/gu, '\u{fffd}') };
      if (character !== '\\') {
        value += character;
        continue;
      }
      const escaped = this.#escape();
      if ('kind' in escaped) return escaped;
      value += escaped.value;
    }
  }

  #escape(): { value: string } | Fault {
    const character = this.peek();
    const simple = simpleEscapes.get(character);
    if (simple === undefined && character !== 'u') return this.fault('in string escape code', true);
    this.next();
    if (simple !== undefined) return { value: simple };
    const start = this.#at;
    while (this.#at < start + 4) {
      if (!/^[\da-f]$/i.test(this.peek())) return this.fault('in \\u hexadecimal character escape', true);
      this.next();
    }
    return { value: String.fromCharCode(Number.parseInt(this.#text.slice(start, this.#at), 16)) };
  }

  #digits(): boolean {
    const start = this.#at;
    while (isDigit(this.peek())) this.next();
    return this.#at > start;
  }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** Go's scanner reads bytes: for a character outside ASCII the error shows its first byte as Latin-1. */
function quoteCharacter(codePoint: number): string {
  if (codePoint < 0x80) return quote(String.fromCodePoint(codePoint));
  const lead =
    codePoint < 0x800
      ? 0xc0 | (codePoint >> 6)
      : codePoint < 0x10000
        ? 0xe0 | (codePoint >> 12)
        : 0xf0 | (codePoint >> 18);
  return quote(String.fromCodePoint(lead));
}

function quote(character: string): string {
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  return `'${goQuote(character).slice(1, -1)}'`;
}
