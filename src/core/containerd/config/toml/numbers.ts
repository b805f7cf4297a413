import type { TomlFloat, TomlInteger } from '../../../../model/containerd/toml.ts';
import { type Cursor, showCharacter } from './cursor.ts';

export type Number64 = Pick<TomlInteger, 'kind' | 'value'> | Pick<TomlFloat, 'kind' | 'value'>;

const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;
/** Longer digits than any 64 bit number of base 2; BigInt would take quadratic time for them. */
const maxDigits = 70;

/** Reads an integer or a float. The cursor is at its first character. */
export function readNumber(cursor: Cursor): Number64 {
  const start = cursor.at;
  cursor.tokenAt = start;
  const special = cursor.match(/[+-]?(?:inf|nan)/y);
  if (special !== '') return { kind: 'float', value: specialFloat(special) };
  const text = cursor.match(/0[xob]\w*|[+-]?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9_]*)?/y);
  if (text === '') cursor.fail(noNumber(cursor), start);
  if (/^0[xob]/.test(text)) return integer(cursor, start, text);
  if (cursor.peek() === '.') cursor.fail(noFraction(cursor));
  checkUnderscores(cursor, start, text);
  return /[.eE]/.test(text) ? float(cursor, start, text) : integer(cursor, start, text);
}

function noFraction(cursor: Cursor): string {
  const { library } = cursor.dialect;
  return library === '2.4' ? 'decimal point must be followed by a digit' : 'float cannot end with a dot';
}

function specialFloat(text: string): number {
  if (text.endsWith('nan')) return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function noNumber(cursor: Cursor): string {
  const { oldWords, loose } = cursor.dialect;
  if (loose) return 'no digit in that number';
  return oldWords ? 'incomplete number' : 'number must have at least one digit';
}

/** go-toml 1 only asks for a digit before each underscore, and that the last character is not one. */
function checkUnderscores(cursor: Cursor, start: number, text: string): void {
  const { loose } = cursor.dialect;
  const bad = loose ? /(?:^|\D)_|_$/ : /(?:^|\D)_|_(?:$|\D)/;
  if (!bad.test(text)) return;
  cursor.fail(loose ? 'invalid use of _ in number' : 'number must have at least one digit between underscores', start);
}

function float(cursor: Cursor, start: number, text: string): Number64 {
  const { loose } = cursor.dialect;
  const digits = text.replaceAll('_', '');
  if (!/\d$/.test(digits)) cursor.fail('exponent must have at least one digit', start);
  if (!loose && leadingZero(digits)) cursor.fail('float cannot have leading zeros', start);
  const value = Number(digits);
  if (Number.isFinite(value)) return { kind: 'float', value };
  return cursor.fail(`strconv.ParseFloat: parsing "${digits}": value out of range`, start);
}

function leadingZero(digits: string): boolean {
  return /^[+-]?0\d/.test(digits);
}

function integer(cursor: Cursor, start: number, text: string): Number64 {
  const base = /^0[xob]/.test(text) ? text.slice(0, 2) : '';
  const digits = text.slice(base.length);
  if (base !== '') checkBase(cursor, start, base, digits);
  const plain = digits.replaceAll('_', '').replace(/^\+/, '');
  checkZeros(cursor, start, base, text.replaceAll('_', ''));
  const significant = plain.replace(/^(-?)0+(?=\w)/, '$1');
  const value = significant.length > maxDigits ? undefined : toInteger(base, significant);
  if (value !== undefined && fits(cursor, value)) return { kind: 'integer', value };
  return cursor.fail(outOfRange(cursor, plain), start);
}

function checkBase(cursor: Cursor, start: number, base: string, digits: string): void {
  const allowed = { '0x': /^[0-9a-fA-F_]+$/, '0o': /^[0-7_]+$/, '0b': /^[01_]+$/ }[base];
  if (allowed === undefined || !allowed.test(digits)) cursor.fail('number needs at least one digit', start);
  if (/^_|_$|__/.test(digits)) cursor.fail('invalid use of _ in hex number', start);
}

/** go-toml 1 reads a zero before more digits as a base, and only when the number is longer than two characters. */
function checkZeros(cursor: Cursor, start: number, base: string, text: string): void {
  if (base !== '') return;
  if (cursor.dialect.loose) {
    if (text.length >= 3 && text.startsWith('0')) cursor.fail('invalid base', start);
  } else if (leadingZero(text)) {
    const after = text.replace(/^[+-]/, '').charAt(1);
    const { oldWords } = cursor.dialect;
    cursor.fail(
      oldWords ? `expected newline but got ${showCharacter(after)}` : 'integers cannot have leading zeroes',
      start,
    );
  }
}

function toInteger(base: string, digits: string): bigint {
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(base + digits);
}

function fits(cursor: Cursor, value: bigint): boolean {
  if (value < -maxInt64 - 1n) return false;
  return value <= maxInt64 || (cursor.dialect.unsignedIntegers && value <= maxUint64);
}

function outOfRange(cursor: Cursor, digits: string): string {
  const { library, oldWords } = cursor.dialect;
  if (library === '2.4') return 'decimal number is too large to fit in a 64-bit signed integer';
  const prefix = oldWords ? "couldn't parse decimal number: " : '';
  return `${prefix}strconv.ParseInt: parsing "${digits}": value out of range`;
}
