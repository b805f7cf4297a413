import { goQuote } from '../../../go/quote.ts';

/**
 * Why dockerd does not accept a text as a size in bytes; undefined for `64m`, `1.5 GiB` and the like. Debian builds 23 to 27 with
 * an older library than Docker does: of these, only what both refuse counts.
 *
 * Source: docker/go-units `size.go`, `RAMInBytes`, until 0.4 and since 0.5.
 */
export function sizeFault(text: string, major: number): string | undefined {
  const older = olderFault(text);
  if (major < 23 || (major < 28 && older === undefined)) return older;
  return newerFault(text);
}

/**
 * A size as dockerd shows the one of a flag: `1.5GiB`, with four digits, or `0`. Source: moby `opts/opts.go`, `MemBytes`;
 * docker/go-units `size.go`, `BytesSize`.
 */
export function shownSize(text: string): string {
  const [, number = '', letter = ''] = /^([^a-z]*(?:e[+-]?\d+)?) ?([kmgtp]?)i?b?$/i.exec(text) ?? [];
  const power = [...'kmgtp'].indexOf(letter.toLowerCase()) + 1;
  const size = Math.trunc(Number(number) * 1024 ** power);
  if (size === 0) return '0';
  const unit = Math.max(
    0,
    units.findLastIndex((_, index) => size >= 1024 ** index),
  );
  return `${fourDigits(size / 1024 ** unit)}${units[unit]}`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Go's `%.4g` of a number below 1024, which rounds a half to the even digit. */
function fourDigits(number: number): number {
  const scale = 10 ** (4 - String(Math.trunc(number)).length);
  const scaled = number * scale;
  const isHalf = scaled % 1 === 0.5;
  return (isHalf ? 2 * Math.round(scaled / 2) : Math.round(scaled)) / scale;
}

function olderFault(text: string): string | undefined {
  const [, number] = /^(\d+(?:\.\d+)*) ?[kmgtp]?i?b?$/i.exec(text) ?? [];
  return number === undefined ? `invalid size: '${text}'` : floatFault(number);
}

function newerFault(text: string): string | undefined {
  const invalid = `invalid size: '${text}'`;
  const end = Math.max(...[...'0123456789. '].map((character) => text.lastIndexOf(character)));
  if (end < 0) return invalid;
  const number = text.charAt(end) === ' ' ? text.slice(0, end) : text.slice(0, end + 1);
  const suffix = text.slice(end + 1);
  const fault = floatFault(number);
  if (fault !== undefined) return fault;
  if (Number(number) < 0) return invalid;
  if (suffix.length > 3) return `invalid suffix: '${suffix}'`;
  return /^(?:|b|[kmgtp](?:|b|ib))$/i.test(suffix) ? undefined : `invalid suffix: '${suffix.toLowerCase()}'`;
}

function floatFault(text: string): string | undefined {
  const refused = (why: string) => `strconv.ParseFloat: parsing ${goQuote(text)}: ${why}`;
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return refused('invalid syntax');
  return Number.isFinite(Number(text)) ? undefined : refused('value out of range');
}
