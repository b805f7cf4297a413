/** The units of Go's durations, in nanoseconds. */
export const durationUnits: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
]);
const longestNs = 2 ** 63;

/**
 * The error of Go's `time.ParseDuration` for a text; undefined when it reads the text. Lengths are computed as doubles, so
 * that the last microsecond of 292 years is not exact.
 *
 * Source: Go `time/format.go`.
 */
export function durationError(text: string): string | undefined {
  const invalid = () => `time: invalid duration ${quote(text)}`;
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return undefined;
  if (rest === '') return invalid();
  let sum = 0;
  while (rest !== '') {
    const [number = ''] = /^\d*(?:\.\d*)?/.exec(rest) ?? [];
    if (!/\d/.test(number)) return invalid();
    const [unit = ''] = /^[^.\d]*/.exec(rest.slice(number.length)) ?? [];
    if (unit === '') return `time: missing unit in duration ${quote(text)}`;
    const ns = durationUnits.get(unit);
    if (ns === undefined) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
    sum += Number(number) * ns;
    if (sum >= longestNs) return invalid();
    rest = rest.slice(number.length + unit.length);
  }
  return undefined;
}

/** Go's package `time` writes bytes that are not printable ASCII as `\xhh`. */
function quote(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`;
    const character = String.fromCharCode(byte);
    return character === '"' || character === '\\' ? `\\${character}` : character;
  });
  return `"${bytes.join('')}"`;
}
