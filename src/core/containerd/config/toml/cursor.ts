import type { Place } from '../../../../model/containerd/toml.ts';
import type { TomlDialect } from './dialect.ts';
import { TomlError } from './fault.ts';

/** More keys and values than any real configuration has: it bounds the time of a reading. */
export const maxNodes = 4000;

/** Walks over the text of a document, one UTF-16 unit at a time. */
export class Cursor {
  readonly text: string;
  readonly dialect: TomlDialect;
  at = 0;
  /** Where the key that is being read begins. */
  keyAt = 0;
  /** Where the token that is being read begins. */
  tokenAt = 0;
  /** How many keys and values were read. */
  nodes = 0;
  #line = 1;
  #lineAt = 0;
  #lineStart = 0;

  constructor(text: string, dialect: TomlDialect) {
    this.text = text;
    this.dialect = dialect;
  }

  /** The next unit, '' at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next unit, which is passed over. */
  next(): string {
    const unit = this.peek();
    this.at += 1;
    return unit;
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Skips `text` when it is next. */
  skip(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Skips units for as long as they are one of `units`. */
  skipAny(units: string): void {
    while (!this.atEnd && units.includes(this.peek())) this.at += 1;
  }

  /** What a sticky pattern matches here; it is passed over. '' when it does not match. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const matched = pattern.exec(this.text)?.[0] ?? '';
    this.at += matched.length;
    return matched;
  }

  /** The place of the next unit. The walk only goes forward, so that counting lines is linear in all. */
  place(file: string): Place {
    for (; this.#lineAt < this.at; this.#lineAt += 1) {
      if (this.text.charAt(this.#lineAt) !== '\n') continue;
      this.#line += 1;
      this.#lineStart = this.#lineAt + 1;
    }
    return { file, line: this.#line, column: this.at - this.#lineStart + 1 };
  }

  /** go-toml 1 names the beginning of the token, go-toml 2 the character that is wrong. */
  fail(message: string, at = this.dialect.loose ? this.tokenAt : this.at): never {
    throw new TomlError(message, at);
  }

  panic(message: string): never {
    throw new TomlError(message, this.at, 'panic');
  }

  /** Counts a key or a value, and ends the reading when there are too many. */
  count(): void {
    this.nodes += 1;
    if (this.nodes > maxNodes) this.limit(`more than ${maxNodes} keys and values`);
  }

  limit(message: string): never {
    throw new TomlError(message, this.at, 'limit');
  }
}

/** How go-toml 2.4 shows a character: `U+003B ';'`. */
export function showCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}
