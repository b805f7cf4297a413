import type { ReadAt } from '../../../src/sources/executables/executable-format.ts';

/** Reads from bytes in memory, as from a file. */
export function readerOf(bytes: Buffer): ReadAt {
  return (position, length) => bytes.subarray(position, Math.min(bytes.length, position + length));
}
