import { type ElfSection, readSections } from '../executables/elf/sections.ts';
import type { ReadAt } from '../executables/executable-format.ts';

/** What is in a part of a file: texts, names of functions only, or neither, such as machine code and tables of numbers. */
export type PartContent = 'texts' | 'names' | 'neither';

/** A part of a file, from its first byte to the byte after its last. */
export interface FilePart {
  readonly start: number;
  readonly end: number;
  readonly content: PartContent;
}

/**
 * The parts of a file, in order and without a gap. What no section describes can be anything, so it counts as texts; a file
 * without sections is one such part.
 */
export function partsOf(readAt: ReadAt, size: number): readonly FilePart[] {
  const special = readSections(readAt)
    .map((section) => ({ start: section.offset, end: section.offset + section.size, content: contentOf(section) }))
    .filter(({ content }) => content !== 'texts')
    .sort((a, b) => a.start - b.start);
  const parts: FilePart[] = [];
  let done = 0;
  const add = (end: number, content: PartContent) => {
    if (end <= done) return;
    const last = parts.at(-1);
    if (last?.content === content) parts[parts.length - 1] = { ...last, end };
    else parts.push({ start: done, end, content });
    done = end;
  };
  for (const { start, end, content } of special) {
    add(Math.min(start, size), 'texts');
    add(Math.min(end, size), content);
  }
  add(size, 'texts');
  return parts;
}

/** Go keeps the names of functions in `.gopclntab`, the linker those of libraries in `.dynstr`. */
function contentOf({ name, isCode, isEmpty, isLoaded, isTable }: ElfSection): PartContent {
  if (isEmpty) return 'texts';
  if (isCode || isTable || !isLoaded) return 'neither';
  return name.endsWith('.gopclntab') || name === '.dynstr' ? 'names' : 'texts';
}
