import { goQuote } from '../../../go/quote.ts';
import { type ParsedFloat, parseFloatText } from './float.ts';

/** How docker/go-units reads a size: until 0.4, since 0.5, or in one of both ways where the version is not known. */
export type SizeLibrary = 'older' | 'newer' | 'either';

/**
 * Why dockerd does not accept a text as a size in bytes; undefined for `64m`, `1.5 GiB` and the like. Of `either` library,
 * only what both refuse counts.
 *
 * Source: docker/go-units `size.go`, `RAMInBytes`.
 */
export function sizeFault(text: string, library: SizeLibrary): string | undefined {
  const older = library === 'newer' ? undefined : olderFault(text);
  return library === 'older' || (library === 'either' && older === undefined) ? older : newerFault(text);
}

/**
 * A size as dockerd shows the one of a flag: `1.5GiB`, with four digits, or `0`. Source: moby `opts/opts.go`, `MemBytes`;
 * docker/go-units `size.go`, `BytesSize`.
 */
export function shownSize(text: string): string {
  const { number, suffix } = split(text);
  const parsed = parseFloatText(number);
  const power = [...'kmgtp'].indexOf(lowerCase(suffix).charAt(0)) + 1;
  const size = parsed.ok ? Math.trunc(parsed.value * 1024 ** power) : 0;
  // What an amd64 converts to no integer of 64 bits: infinity, what is not a number, and what is too large.
  if (!(size < 2 ** 63)) return '-9.223e+18B';
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
  return number === undefined ? `invalid size: '${text}'` : floatFault(number, parseFloatText(number));
}

function newerFault(text: string): string | undefined {
  const invalid = `invalid size: '${text}'`;
  const { isEmpty, number, suffix } = split(text);
  if (isEmpty) return invalid;
  const parsed = parseFloatText(number);
  if (!parsed.ok) return floatFault(number, parsed);
  if (parsed.value < 0) return invalid;
  if (Buffer.byteLength(suffix) > 3) return `invalid suffix: '${suffix}'`;
  const lower = lowerCase(suffix);
  return /^(?:|b|[kmgtp](?:|b|ib))$/.test(lower) ? undefined : `invalid suffix: '${lower}'`;
}

/** The suffix begins after the last digit, dot or space; a space belongs to neither part. */
function split(text: string): { readonly isEmpty: boolean; readonly number: string; readonly suffix: string } {
  const end = Math.max(...[...'0123456789. '].map((character) => text.lastIndexOf(character)));
  const number = text.charAt(end) === ' ' ? text.slice(0, end) : text.slice(0, end + 1);
  return { isEmpty: end < 0, number, suffix: text.slice(end + 1) };
}

/** Go's `strings.ToLower`, which looks at one character at a time, and has one character for each. */
function lowerCase(text: string): string {
  return [...text].map((character) => (character === 'İ' ? 'i' : character.toLowerCase())).join('');
}

function floatFault(text: string, parsed: ParsedFloat): string | undefined {
  return parsed.ok ? undefined : `strconv.ParseFloat: parsing ${goQuote(text)}: ${parsed.why}`;
}
