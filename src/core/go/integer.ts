import { goQuote } from './quote.ts';

/** What Go's `strconv.ParseInt` makes of a text, for 64 bits. */
export type ParsedInteger =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly error: string };

const written = /^[+-]?(?:0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])*|[1-9](?:_?\d)*)$/;
/** A text with more digits is a number of more than 64 bits. */
const longest = 100;

/** Parses a decimal integer. */
export function parseDecimal(text: string): ParsedInteger {
  return /^[+-]?\d+$/.test(text)
    ? parseDigits(text, text.replace(/^[+-]?0*(?=\d)/, ''))
    : refuse(text, 'invalid syntax');
}

/** Parses an integer that Go's `flag` and pflag read: decimal, `0x`, `0b`, `0o` or `0`, with `_` between digits. */
export function parseInteger(text: string): ParsedInteger {
  if (!written.test(text) || /^[+-]?0[oO]$/.test(text)) return refuse(text, 'invalid syntax');
  return parseDigits(text, text.replace(/^[+-]|_/g, '').replace(/^0[oO]?(?=\d)/, '0o'));
}

function parseDigits(text: string, digits: string): ParsedInteger {
  const size = digits.length > longest ? 2n ** 64n : BigInt(digits);
  const value = text.startsWith('-') ? -size : size;
  return value === BigInt.asIntN(64, value) ? { ok: true, value } : refuse(text, 'value out of range');
}

function refuse(text: string, why: string): ParsedInteger {
  return { ok: false, error: `strconv.ParseInt: parsing ${goQuote(text)}: ${why}` };
}
