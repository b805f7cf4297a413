import { readSections } from '../executables/elf/sections.ts';
import type { ReadAt } from '../executables/executable-format.ts';

/** A part of a file, from its first byte to the byte after its last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The parts of a file that are not machine code, in order; the whole file where no section is known. */
export function rangesWithoutCode(readAt: ReadAt, size: number): readonly ByteRange[] {
  const code = readSections(readAt)
    .filter(({ isCode, isEmpty }) => isCode && !isEmpty)
    .map(({ offset, size: length }) => ({ start: offset, end: offset + length }))
    .sort((a, b) => a.start - b.start);
  const ranges: ByteRange[] = [];
  let start = 0;
  for (const { start: from, end } of code) {
    if (from > start && start < size) ranges.push({ start, end: Math.min(from, size) });
    start = Math.max(start, end);
  }
  return start < size ? [...ranges, { start, end: size }] : ranges;
}
