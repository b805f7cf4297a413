import { readSections } from './elf/sections.ts';
import type { ReadAt } from './executable-format.ts';

/** Bytes that end the constant. */
export const CONSTANT_END = Buffer.from('+unknown');
/** Bytes before the end that the constant can have: `1.22.333-alpha`. */
export const CONSTANT_BYTES = 24;

/**
 * The version constant of containerd's source that ends at `end` of these bytes, where `+unknown` begins.
 *
 * `version/version.go` sets `Version = "2.1.9+unknown"`, and the linker keeps these bytes in the data of every build,
 * also where a flag sets another version. Strings of Go have no separator, so a digit may come before: only one digit
 * counts as the major version.
 */
export function constantBefore(bytes: Buffer, end: number): string | undefined {
  const text = bytes.toString('latin1', Math.max(0, end - CONSTANT_BYTES), end);
  return /([1-9]\.\d{1,2}\.\d{1,3}(?:-[a-z]+)?)$/.exec(text)?.[1];
}

const SECTION = '.rodata';
const PART_BYTES = 1024 * 1024;
const MAX_BYTES = 64 * PART_BYTES;

/** The version constant in an executable; reads the section with its texts up to it, at most 64 MiB. Never throws. */
export function findVersionConstant(readAt: ReadAt): string | undefined {
  const section = readSections(readAt).find(({ name }) => name === SECTION);
  if (section === undefined || section.isEmpty || !Number.isSafeInteger(section.offset)) return undefined;
  const overlap = CONSTANT_BYTES + CONSTANT_END.length;
  for (let at = 0; at < Math.min(section.size, MAX_BYTES); at += PART_BYTES) {
    const part = readAt(section.offset + at, Math.min(PART_BYTES + overlap, section.size - at));
    for (let end = part.indexOf(CONSTANT_END); end >= 0; end = part.indexOf(CONSTANT_END, end + 1)) {
      const constant = constantBefore(part, end);
      if (constant !== undefined) return constant;
    }
  }
  return undefined;
}
