import type { ReadAt } from '../executable-format.ts';
import { readSections } from './sections.ts';

/** The texts of a program or library: its section `.rodata`, or the whole file without one. At most `maxBytes`. Never throws. */
export function readOnlyData(readAt: ReadAt, maxBytes: number): Buffer {
  const section = readSections(readAt).find(({ name, isEmpty }) => name === '.rodata' && !isEmpty);
  if (section === undefined || !Number.isSafeInteger(section.offset)) return readAt(0, maxBytes);
  return readAt(section.offset, Math.min(section.size, maxBytes));
}
