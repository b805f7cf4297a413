import { type Cursor, showCharacter } from './cursor.ts';

/** Skips blanks and tabs. */
export function passSpace(cursor: Cursor): void {
  cursor.skipAny(' \t');
}

/** Skips blanks, new lines and comments. */
export function passNewLines(cursor: Cursor): void {
  for (passSpace(cursor); !cursor.atEnd; passSpace(cursor)) {
    if (cursor.peek() === '#') passComment(cursor);
    else if (!passNewLine(cursor)) return;
  }
}

/** Skips the end of a line, if one is here. go-toml 1 treats a lone carriage return as one. */
export function passNewLine(cursor: Cursor): boolean {
  if (cursor.skip('\n') || cursor.skip('\r\n')) return true;
  if (cursor.peek() !== '\r') return false;
  if (!cursor.dialect.loose) cursor.fail(loneReturn(cursor));
  cursor.at += 1;
  return true;
}

function loneReturn(cursor: Cursor): string {
  return cursor.dialect.oldWords ? 'windows new line should be \\r\\n' : `expected newline but got U+000D`;
}

const toNewLine = /[^\n]*/y;
/** The control characters of Latin-1 are allowed, those of ASCII are not. */
const toControl = /[\t\P{Cc}\u0080-\u009f]*/uy;

/** Skips a comment; its new line stays. */
export function passComment(cursor: Cursor): void {
  if (cursor.dialect.loose) {
    cursor.match(toNewLine);
    return;
  }
  cursor.match(toControl);
  if (cursor.atEnd || cursor.peek() === '\n' || cursor.startsWith('\r\n')) return;
  if (cursor.dialect.oldWords) cursor.fail('invalid character in comment');
  const what = cursor.peek() === '\r' ? 'carriage returns' : 'control characters';
  cursor.fail(`${what} are not allowed in comments`);
}

/** Skips what may follow a table header or a value on its line: blanks, a comment and the new line. */
export function passLineEnd(cursor: Cursor): void {
  passSpace(cursor);
  if (cursor.peek() === '#') passComment(cursor);
  if (cursor.atEnd || passNewLine(cursor)) return;
  const unit = cursor.peek();
  if (cursor.dialect.loose) cursor.fail(`unexpected token ${unit}`);
  cursor.fail(`expected newline but got ${showCharacter(unit)}`);
}
