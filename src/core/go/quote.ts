import { isPrintableInGo } from './printable.ts';

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

/**
 * Quotes a text as Go's `%q`, which containerd uses for names in its errors.
 *
 * A lone surrogate, which a Go string cannot contain, becomes U+FFFD. Source: Go `strconv/quote.go`.
 */
export function goQuote(text: string): string {
  return `"${Array.from(text, quoteCharacter).join('')}"`;
}

function quoteCharacter(character: string): string {
  const value = character.codePointAt(0) ?? 0;
  if (value >= 0xd800 && value <= 0xdfff) return '\ufffd';
  const escaped = escapes.get(character);
  if (escaped !== undefined) return escaped;
  if (isPrintableInGo(character)) return character;
  if (value < 0x20 || value === 0x7f) return `\\x${hexadecimal(value, 2)}`;
  return value < 0x10000 ? `\\u${hexadecimal(value, 4)}` : `\\U${hexadecimal(value, 8)}`;
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
