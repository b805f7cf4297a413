/** What Go's `strconv.ParseFloat` makes of a text, for 64 bits. */
export type ParsedFloat =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly why: 'invalid syntax' | 'value out of range' };

const decimal = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?$/i;
const hexadecimal =
  /^([+-]?)0x(?:_?([\da-f](?:_?[\da-f])*)(?:\.((?:[\da-f](?:_?[\da-f])*)?))?|\.([\da-f](?:_?[\da-f])*))p([+-]?\d(?:_?\d)*)$/i;
/** Hexadecimal digits that decide a number of 53 bits; of the others it matters only whether all are zero. */
const decisiveDigits = 20;

/**
 * Parses a number as Go does: also hexadecimal with an exponent of two, with `_` between digits, infinity, and `nan`.
 *
 * Source: Go `strconv/atof.go`, `readFloat` and `special`; `strconv/atoi.go`, `underscoreOK`.
 */
export function parseFloatText(text: string): ParsedFloat {
  if (/^nan$/i.test(text)) return { ok: true, value: Number.NaN };
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return { ok: true, value: infinite[1] === '-' ? -Infinity : Infinity };
  const value = decimal.test(text) ? Number(text.replaceAll('_', '')) : hexadecimalValue(text);
  if (value === undefined) return { ok: false, why: 'invalid syntax' };
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, why: 'value out of range' };
}

function hexadecimalValue(text: string): number | undefined {
  const [written, sign, whole = '', fraction = '', onlyFraction = '', power] = hexadecimal.exec(text) ?? [];
  if (written === undefined) return undefined;
  const afterDot = (fraction || onlyFraction).replaceAll('_', '');
  const digits = `${whole.replaceAll('_', '')}${afterDot}`.replace(/^0+/, '');
  if (digits === '') return 0;
  const kept = digits.slice(0, decisiveDigits);
  const left = digits.slice(decisiveDigits);
  const mantissa = Number(BigInt(`0x${kept}${/[^0]/.test(left) ? '1' : '0'}`));
  const exponent = Number(power?.replaceAll('_', '')) + 4 * (left.length - afterDot.length - 1);
  return (sign === '-' ? -1 : 1) * mantissa * 2 ** exponent;
}
