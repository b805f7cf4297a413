import type { ReadAt } from '../executable-format.ts';
import { readExactly } from './elf-file.ts';
import { elfFields } from './fields.ts';

/** One section of an ELF file: its place. */
export interface ElfSection {
  readonly name: string;
  readonly offset: number;
  /** Bytes in the file. */
  readonly size: number;
  readonly address: number;
  /** `SHT_NOBITS`: the file has no bytes for it. */
  readonly isEmpty: boolean;
  /** `SHF_EXECINSTR`: it holds machine code. */
  readonly isCode: boolean;
}

const HEAD_BYTES = 64;
const MAX_TABLE_BYTES = 262_144;
const MAX_NAMES_BYTES = 262_144;
const MAX_NAME_BYTES = 256;
const SHT_NOBITS = 8;
const SHF_EXECINSTR = 4;

/** Reads the section header table; empty for a file without sections or with a damaged table. Never throws. */
export function readSections(readAt: ReadAt): readonly ElfSection[] {
  const head = readAt(0, HEAD_BYTES);
  const wide = head[4] === 2;
  if (head.length < HEAD_BYTES || head.readUInt32BE(0) !== 0x7f454c46) return [];
  const fields = elfFields(wide, head[5] !== 2);
  const entrySize = fields.u16(head, wide ? 58 : 46);
  const length = entrySize * fields.u16(head, wide ? 60 : 48);
  if (entrySize !== (wide ? 64 : 40) || length === 0 || length > MAX_TABLE_BYTES) return [];
  const table = readExactly(readAt, fields.word(head, wide ? 40 : 32), length);
  if (table === undefined) return [];
  const sections = Array.from({ length: length / entrySize }, (_, index) => {
    const at = index * entrySize;
    return {
      nameAt: fields.u32(table, at),
      isEmpty: fields.u32(table, at + 4) === SHT_NOBITS,
      // The flag is in the low 32 bits, and bit operations need no more.
      isCode: (fields.word(table, at + 8) & SHF_EXECINSTR) !== 0,
      address: fields.word(table, at + (wide ? 16 : 12)),
      offset: fields.word(table, at + (wide ? 24 : 16)),
      size: fields.word(table, at + (wide ? 32 : 20)),
    };
  });
  const names = sections[fields.u16(head, wide ? 62 : 50)];
  const text =
    names === undefined || !Number.isSafeInteger(names.offset)
      ? Buffer.alloc(0)
      : readAt(names.offset, Math.min(names.size, MAX_NAMES_BYTES));
  return sections.map(({ nameAt, ...section }) => ({ ...section, name: nameIn(text, nameAt) }));
}

function nameIn(text: Buffer, at: number): string {
  const window = text.subarray(at, at + MAX_NAME_BYTES);
  const end = window.indexOf(0);
  return end < 0 ? '' : window.toString('latin1', 0, end);
}
