import { type Cursor, showCharacter } from './cursor.ts';
import { readQuotedKey } from './strings.ts';

/** More parts than any real key has; each is a level of the tree that others walk. */
const maxParts = 100;
/** More characters than any real key has. */
const maxLength = 10_000;

/** The parts of a dotted key. */
export type Key = readonly [string, ...string[]];

/** Reads the key before an equals sign. */
export function readKey(cursor: Cursor): Key {
  return cursor.dialect.loose ? readLooseKey(cursor) : readStrictKey(cursor);
}

function readStrictKey(cursor: Cursor): Key {
  const first = readPart(cursor);
  const rest: string[] = [];
  for (cursor.skipAny(' \t'); cursor.skip('.'); cursor.skipAny(' \t')) {
    cursor.skipAny(' \t');
    rest.push(readPart(cursor));
    if (rest.length >= maxParts) cursor.limit(`a key with more than ${maxParts} parts`);
  }
  return [first, ...rest];
}

function readPart(cursor: Cursor): string {
  if (cursor.peek() === '"' || cursor.peek() === "'") return readQuotedKey(cursor);
  const bare = cursor.match(/[A-Za-z0-9_-]+/y);
  return bare === '' ? cursor.fail(badStart(cursor)) : bare;
}

function badStart(cursor: Cursor): string {
  // The library shows the first byte of the character as if it were one.
  const [byte = 0] = new TextEncoder().encode(String.fromCodePoint(cursor.text.codePointAt(cursor.at) ?? 0));
  const character = String.fromCharCode(byte);
  return `invalid character at start of key: ${cursor.dialect.oldWords ? character : showCharacter(character)}`;
}

/**
 * go-toml 1 first decodes the quoted parts and then splits the result, so that a quote written as `\"` ends its part.
 * White space may be before and after the key and around its dots.
 */
function readLooseKey(cursor: Cursor): Key {
  cursor.tokenAt = cursor.at;
  const raw: string[] = [];
  while (!cursor.atEnd && !'=\r'.includes(cursor.peek())) {
    const next = readLoosePiece(cursor);
    if (next === undefined) break;
    raw.push(next);
    if (raw.length > maxLength) cursor.limit(`a key with more than ${maxLength} characters`);
  }
  return splitLooseKey(cursor, raw.join(''), 'invalid key');
}

/** A quoted part, a dot with the white space around it or a unit; undefined where white space ends the key. */
function readLoosePiece(cursor: Cursor): string | undefined {
  const unit = cursor.peek();
  if (unit === '"' || unit === "'") return unit + readQuotedKey(cursor) + unit;
  if (unit === '\n') cursor.fail('parsing error: keys cannot contain new lines');
  if (unit === ' ' || unit === '\t') return cursor.match(/[ \t]+\.?[ \t]*/y).includes('.') ? '.' : undefined;
  if (unit !== '.' && !bareUnit.test(unit)) cursor.fail(`parsing error: keys cannot contain ${unit} character`);
  return cursor.next();
}

/** Splits the text of a key as go-toml 1 does: a quoted part needs no dot after it, and escapes stay as written. */
export function splitLooseKey(cursor: Cursor, text: string, what: string): Key {
  const parts: string[] = [];
  const scan = { text, at: 0 };
  const fail = (why: string): never => cursor.fail(`${what}: ${why}`);
  if (text === '') fail('empty key');
  while (skipSpace(scan)) {
    const unit = text.charAt(scan.at);
    if (unit === '"' || unit === "'") parts.push(quotedPart(scan, unit) ?? fail(`unclosed ${quoteName(unit)} key`));
    else if (unit === '.') passDot(scan, fail);
    else if (bareUnit.test(unit)) parts.push(barePart(scan, fail));
    else fail(`invalid key character: ${unit}`);
    if (parts.length > maxParts) cursor.limit(`a key with more than ${maxParts} parts`);
  }
  const [first, ...rest] = parts;
  return first === undefined ? fail('empty key') : [first, ...rest];
}

interface Scan {
  readonly text: string;
  at: number;
}

const bareUnit = /[A-Za-z0-9_-]/;

function skipSpace(scan: Scan): boolean {
  while (scan.text[scan.at] === ' ' || scan.text[scan.at] === '\t') scan.at += 1;
  return scan.at < scan.text.length;
}

function quoteName(quote: string): string {
  return quote === '"' ? 'double-quoted' : 'single-quoted';
}

function quotedPart(scan: Scan, quote: string): string | undefined {
  const end = scan.text.indexOf(quote, scan.at + 1);
  if (end < 0) return undefined;
  const part = scan.text.slice(scan.at + 1, end);
  scan.at = end + 1;
  return part;
}

function passDot(scan: Scan, fail: (why: string) => never): void {
  scan.at += 1;
  const unit = scan.text.charAt(scan.at);
  if (unit === '') fail('unexpected end of key');
  if (!bareUnit.test(unit) && !`'" `.includes(unit)) fail('expecting key part after dot');
}

function barePart(scan: Scan, fail: (why: string) => never): string {
  const from = scan.at;
  while (bareUnit.test(scan.text.charAt(scan.at))) scan.at += 1;
  const part = scan.text.slice(from, scan.at);
  const spaced = scan.text.charAt(scan.at) === ' ' || scan.text.charAt(scan.at) === '\t';
  const more = skipSpace(scan);
  const unit = scan.text.charAt(scan.at);
  if (more && unit !== '.')
    fail(`invalid ${spaced ? 'key character after whitespace' : 'bare key character'}: ${unit}`);
  return part;
}
