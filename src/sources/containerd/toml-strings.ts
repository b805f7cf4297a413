/** The strings, lists of strings and integers of a TOML text by key path; other values are skipped. */
export type TomlStrings = ReadonlyMap<string, string | readonly string[] | number>;

/** The key of a value in `TomlStrings`; its parts may contain dots. */
export function tomlKey(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/**
 * Reads the values of a containerd configuration that are needed: strings, lists of strings and plain integers, in tables,
 * dotted keys and inline tables. Arrays of tables are skipped. undefined when the text is not TOML.
 *
 * TOML 1.0.0, but not a validator: dates, floats and duplicate keys are not checked.
 */
export function readTomlStrings(text: string): TomlStrings | undefined {
  try {
    return new TomlReader(text.replace(/^\uFEFF/, '')).read();
  } catch (error) {
    if (error instanceof TomlSyntax) return undefined;
    throw error;
  }
}

type Value = string | readonly string[] | number | undefined;

class TomlSyntax extends Error {}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

class TomlReader {
  readonly #text: string;
  readonly #values = new Map<string, string | readonly string[] | number>();
  #at = 0;
  /** Table of the keys that are being read; undefined inside an array of tables. */
  #table: readonly string[] | undefined = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): TomlStrings {
    for (this.#skipBlank(); this.#at < this.#text.length; this.#skipBlank()) {
      if (this.#take('[[')) this.#header(']]');
      else if (this.#take('[')) this.#header(']');
      else this.#pair(this.#table);
      this.#endOfLine();
    }
    return this.#values;
  }

  #header(close: string): void {
    const table = this.#keyPath();
    this.#expect(close);
    this.#table = close === ']' ? table : undefined;
  }

  #pair(table: readonly string[] | undefined): void {
    const path = this.#keyPath();
    this.#expect('=');
    this.#skipSpace();
    const key = table === undefined ? undefined : [...table, ...path];
    const value = this.#value(key);
    if (value !== undefined && key !== undefined) this.#values.set(tomlKey(...key), value);
  }

  #keyPath(): string[] {
    const parts: string[] = [];
    do {
      this.#skipSpace();
      parts.push(this.#keyPart());
      this.#skipSpace();
    } while (this.#take('.'));
    return parts;
  }

  #keyPart(): string {
    if (this.#take('"')) return this.#basic('"');
    if (this.#take("'")) return this.#literal("'");
    return this.#match(/[A-Za-z0-9_-]+/y);
  }

  #value(key: readonly string[] | undefined): Value {
    if (this.#take('"""')) return this.#multiLine(() => this.#basic('"""'));
    if (this.#take("'''")) return this.#multiLine(() => this.#literal("'''"));
    if (this.#take('"')) return this.#basic('"');
    if (this.#take("'")) return this.#literal("'");
    if (this.#take('[')) return this.#list();
    if (this.#take('{')) return this.#inlineTable(key);
    const bare = this.#match(/[^\s,\]}#]+(?: \d\d:[^\s,\]}#]+)?/y);
    return /^[+-]?\d[\d_]*$/.test(bare) ? Number(bare.replaceAll('_', '')) : undefined;
  }

  #list(): Value {
    const values: Value[] = [];
    for (this.#skipBlank(); !this.#take(']'); this.#skipBlank()) {
      values.push(this.#value(undefined));
      this.#skipBlank();
      if (this.#take(',')) continue;
      this.#expect(']');
      break;
    }
    const strings = values.filter((value) => typeof value === 'string');
    return strings.length === values.length ? strings : undefined;
  }

  #inlineTable(key: readonly string[] | undefined): undefined {
    for (this.#skipBlank(); !this.#take('}'); this.#skipBlank()) {
      this.#pair(key);
      this.#skipBlank();
      if (this.#take(',')) continue;
      this.#expect('}');
      break;
    }
  }

  #multiLine(read: () => string): string {
    if (!this.#take('\r\n')) this.#take('\n');
    return read();
  }

  #literal(close: string): string {
    const end = this.#closing(close, this.#at);
    const text = this.#text.slice(this.#at, end);
    if (close.length === 1 && text.includes('\n')) throw new TomlSyntax();
    this.#at = end + close.length;
    return text;
  }

  #basic(close: string): string {
    let text = '';
    for (let at = this.#at; at < this.#text.length; at = this.#at) {
      if (this.#text.startsWith(close, at)) {
        const end = this.#closing(close, at);
        this.#at = end + close.length;
        return text + this.#text.slice(at, end);
      }
      if (close.length === 1 && this.#text[at] === '\n') break;
      this.#at = at + 1;
      text += this.#text[at] === '\\' ? this.#escape() : this.#text[at];
    }
    throw new TomlSyntax();
  }

  /** Position at which a string ends; up to two quotes may precede the three that close it. */
  #closing(close: string, from: number): number {
    let end = this.#text.indexOf(close, from);
    if (end < 0) throw new TomlSyntax();
    while (close.length === 3 && this.#text[end + 3] === close[0] && end < from + 2) end++;
    return end;
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? '';
    const plain = ESCAPES[letter];
    if (plain !== undefined) return plain;
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) {
      const code = Number.parseInt(this.#match(new RegExp(`[0-9A-Fa-f]{${digits}}`, 'y')), 16);
      if (code > 0x10ffff) throw new TomlSyntax();
      return String.fromCodePoint(code);
    }
    // A backslash at the end of a line removes the white space after it.
    this.#at--;
    this.#match(/[ \t]*\r?\n\s*/y);
    return '';
  }

  #endOfLine(): void {
    this.#skipSpace();
    this.#take('\r');
    if (this.#at < this.#text.length && this.#text[this.#at] !== '\n' && this.#text[this.#at] !== '#') {
      throw new TomlSyntax();
    }
  }

  #skipSpace(): void {
    this.#match(/[ \t]*/y);
  }

  #skipBlank(): void {
    this.#match(/(?:[ \t\r\n]|#[^\n]*)*/y);
  }

  #expect(token: string): void {
    this.#skipSpace();
    if (!this.#take(token)) throw new TomlSyntax();
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new TomlSyntax();
    this.#at += found.length;
    return found;
  }
}
