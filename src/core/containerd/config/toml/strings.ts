import { type Cursor, showCharacter } from './cursor.ts';

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const hexDigits: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Reads the string that begins at the cursor, in quotes of either sort, on one line or on several. */
export function readString(cursor: Cursor): string {
  const quote = cursor.peek();
  const delimiter = cursor.startsWith(quote.repeat(3)) ? quote.repeat(3) : quote;
  cursor.at += delimiter.length;
  const several = delimiter.length === 3;
  if (several && !cursor.skip('\r\n')) cursor.skip('\n');
  cursor.tokenAt = cursor.at;
  return quote === '"' ? readBasic(cursor, delimiter, several) : readLiteral(cursor, delimiter, several);
}

/** Reads a quoted key. In go-toml 1 a key may go over several lines; in go-toml 2 it is a string on one line. */
export function readQuotedKey(cursor: Cursor): string {
  const quote = cursor.next();
  const newLines = cursor.dialect.loose;
  return quote === '"' ? readBasic(cursor, '"', newLines) : readLiteral(cursor, "'", newLines);
}

function readLiteral(cursor: Cursor, delimiter: string, newLines: boolean): string {
  const from = cursor.at;
  while (close(cursor, delimiter) === undefined) {
    if (cursor.atEnd) cursor.fail(unclosed(cursor, delimiter));
    // go-toml 1 takes anything up to the quote, new lines included.
    if (!cursor.dialect.loose) checkCharacter(cursor, newLines, 'literal');
    cursor.at += 1;
  }
  return cursor.text.slice(from, cursor.at - delimiter.length);
}

function readBasic(cursor: Cursor, delimiter: string, newLines: boolean): string {
  const parts: string[] = [];
  let from = cursor.at;
  while (close(cursor, delimiter) === undefined) {
    if (cursor.atEnd) cursor.fail(unclosed(cursor, delimiter));
    if (cursor.peek() === '\\') {
      parts.push(cursor.text.slice(from, cursor.at), readEscape(cursor, newLines));
      from = cursor.at;
    } else {
      checkCharacter(cursor, newLines, 'basic');
      cursor.at += 1;
    }
  }
  parts.push(cursor.text.slice(from, cursor.at - delimiter.length));
  return parts.join('');
}

/**
 * Skips the delimiter when the string ends here. TOML allows one or two quotes of the string directly before the
 * delimiter of a string on several lines; go-toml 1 does not.
 */
function close(cursor: Cursor, delimiter: string): true | undefined {
  if (!cursor.startsWith(delimiter)) return undefined;
  const extra = cursor.dialect.loose || delimiter.length === 1 ? 0 : quotesAfter(cursor, delimiter);
  if (extra > 2) cursor.fail(`unexpected ${delimiter.charAt(0)} after the end of a multiline string`);
  cursor.at += extra + delimiter.length;
  return true;
}

function quotesAfter(cursor: Cursor, delimiter: string): number {
  let count = 0;
  while (cursor.text[cursor.at + delimiter.length + count] === delimiter.charAt(0)) count += 1;
  return count;
}

function unclosed(cursor: Cursor, delimiter: string): string {
  if (cursor.dialect.loose) return 'unclosed string';
  const sort = delimiter.charAt(0) === '"' ? 'basic' : 'literal';
  if (cursor.dialect.oldWords) {
    return delimiter.length === 1
      ? `${sort} string not terminated by ${delimiter}`
      : `multiline ${sort} string not terminated by ${delimiter}`;
  }
  return `unterminated ${delimiter.length === 1 ? '' : 'multiline '}${sort} string`;
}

function checkCharacter(cursor: Cursor, newLines: boolean, sort: 'basic' | 'literal'): void {
  const code = cursor.text.charCodeAt(cursor.at);
  const { loose } = cursor.dialect;
  if (code === 0x09 || (code >= 0x20 && (code !== 0x7f || loose))) return;
  if (newLines && (code === 0x0a || (code === 0x0d && (loose || cursor.text[cursor.at + 1] === '\n')))) return;
  if (loose) cursor.fail(`unescaped control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
  if (code === 0x0a || code === 0x0d) cursor.fail(`${sort} strings cannot have new lines`);
  cursor.fail(cursor.dialect.oldWords ? 'invalid UTF-8' : `${sort} strings cannot have control characters`);
}

function readEscape(cursor: Cursor, newLines: boolean): string {
  const { loose, toml11 } = cursor.dialect;
  const backslash = cursor.at;
  cursor.at += 1;
  const letter = cursor.peek();
  if (skipsLine(cursor, newLines)) {
    cursor.skipAny('\r\n\t ');
    return '';
  }
  cursor.at += 1;
  const simple = simpleEscapes.get(letter);
  if (simple !== undefined) return simple;
  if (letter === '/' && loose) return '/';
  if (letter === 'e' && toml11) return '\u001b';
  const digits = letter === 'x' && !toml11 ? undefined : hexDigits.get(letter);
  if (digits !== undefined) return readCodePoint(cursor, digits);
  return cursor.fail(badEscape(cursor, letter), cursor.dialect.loose ? undefined : backslash);
}

/** A backslash at the end of a line skips the white space after it; in go-toml 1 it does so anywhere. */
function skipsLine(cursor: Cursor, newLines: boolean): boolean {
  if (cursor.dialect.loose) return cursor.peek() !== '' && '\r\n\t '.includes(cursor.peek());
  if (!newLines) return false;
  const pattern = /[ \t]*\r?\n/y;
  pattern.lastIndex = cursor.at;
  return pattern.test(cursor.text);
}

function badEscape(cursor: Cursor, letter: string): string {
  if (cursor.dialect.loose) return `invalid escape sequence: \\${letter}`;
  return `invalid ${cursor.dialect.oldWords ? 'escaped' : 'escape'} character ${showCharacter(letter)}`;
}

function readCodePoint(cursor: Cursor, digits: number): string {
  const hex = cursor.text.slice(cursor.at, cursor.at + digits);
  const { loose } = cursor.dialect;
  if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) {
    cursor.fail(loose ? 'unfinished unicode escape' : 'non-hex character in unicode escape');
  }
  cursor.at += digits;
  const code = Number.parseInt(hex, 16);
  const whole = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  if (whole) return String.fromCodePoint(code);
  if (loose) return '\u{fffd}';
  const { oldWords } = cursor.dialect;
  const what = oldWords ? 'is invalid Unicode code point' : 'is not a valid unicode code point';
  return cursor.fail(`escape sequence ${what}`);
}
