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

/** Whose words errors have: those of Go until 1.26, or since 1.27, where `encoding/json` is built on its second version. */
export type JsonWords = 'v1' | 'v2';

/**
 * Reads the tokens of a JSON text. Errors have the text of Go's `encoding/json/scanner.go`, or of
 * `encoding/json/internal/jsonwire`.
 */
export class TextScanner {
  readonly #text: string;
  readonly #words: JsonWords;
  #at = 0;
  #line: number;

  constructor(text: string, firstLine: number, words: JsonWords) {
    this.#text = text;
    this.#line = firstLine;
    this.#words = words;
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

  /** The error about the next character. At the end of the text inside a token, Go reports a space until 1.26. */
  fault(context: string, insideToken = false): Fault {
    const isEnd = this.peek() === '';
    if (isEnd && !(insideToken && this.#words === 'v1')) return unexpectedEnd;
    const codePoint = this.#text.codePointAt(this.#at) ?? 0x20;
    const shown = this.#words === 'v1' ? quoteLead(codePoint) : quote(String.fromCodePoint(codePoint));
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
    const where = this.#words === 'v1' ? { point: 'after decimal point ', exponent: 'in exponent of ' } : undefined;
    if (this.take('.') && !this.#digits()) return this.fault(`${where?.point ?? ''}in numeric literal`, true);
    if (this.take('e') || this.take('E')) {
      if (!this.take('+')) this.take('-');
      if (!this.#digits()) return this.fault(`${where?.exponent ?? 'in '}numeric literal`, true);
    }
    return { value: this.#text.slice(start, this.#at) };
  }

  /** Reads a string; `raw` is how it is written where that has escapes. Half a surrogate pair becomes U+FFFD. */
  string(): { value: string; raw?: string } | Fault {
    let value = '';
    this.next();
    const start = this.#at;
    for (;;) {
      const character = this.peek();
      // The end is not a character, and is smaller too.
      if (character < ' ') return this.fault(this.#words === 'v1' ? 'in string literal' : 'in string');
      this.next();
      if (character === '"') {
        const raw = this.#text.slice(start, this.#at - 1);
        const read = { value: value.replace(/\p{Surrogate}/gu, '\u{fffd}') };
        return raw.includes('\\') ? { ...read, raw } : read;
      }
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
    if (simple === undefined && character !== 'u') return this.#escapeFault('in string escape code', 2);
    this.next();
    if (simple !== undefined) return { value: simple };
    const start = this.#at;
    while (this.#at < start + 4) {
      if (!/^[\da-f]$/i.test(this.peek())) return this.#escapeFault('in \\u hexadecimal character escape', 6);
      this.next();
    }
    return { value: String.fromCharCode(Number.parseInt(this.#text.slice(start, this.#at), 16)) };
  }

  /** Since Go 1.27, an escape is shown as a whole: so many bytes from its backslash on. */
  #escapeFault(context: string, length: number): Fault {
    if (this.#words === 'v1' || this.peek() === '') return this.fault(context, true);
    const from = this.#text.lastIndexOf('\\', length === 2 ? this.#at - 1 : this.#text.lastIndexOf('u', this.#at - 1));
    const bytes = new TextEncoder().encode(this.#text.slice(from, from + length)).subarray(0, length);
    return { kind: 'fault', message: `invalid escape sequence ${quoteBytes(bytes)} in string` };
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

const unexpectedEnd: Fault = { kind: 'fault', message: 'unexpected end of JSON input' };

/** Until 1.26, Go's scanner reads bytes: for a character outside ASCII the error shows its first byte as Latin-1. */
function quoteLead(codePoint: number): string {
  const [lead = 0] = new TextEncoder().encode(String.fromCodePoint(codePoint));
  return quote(String.fromCodePoint(lead));
}

/** Between backquotes where every character can be printed; the last one may be cut. */
function quoteBytes(bytes: Uint8Array): string {
  const whole = new TextDecoder().decode(bytes, { stream: true });
  const cut = bytes.subarray(new TextEncoder().encode(whole).length);
  const quoted = goQuote(whole);
  const isPlain = cut.length === 0 && !/[`\s\ufffd]/.test(whole) && quoted === `"${whole.replace(/["\\]/g, '\\$&')}"`;
  if (isPlain) return `\`${whole}\``;
  const rest = [...cut].map((byte) => `\\x${byte.toString(16)}`).join('');
  return `${quoted.slice(0, -1)}${rest}"`;
}

function quote(character: string): string {
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  return `'${goQuote(character).slice(1, -1)}'`;
}
