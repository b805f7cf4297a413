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
  /** `SHT_NULL` or `SHT_NOBITS`: the file has no bytes for it. */
  readonly isEmpty: boolean;
  /** `SHF_EXECINSTR`: it holds machine code. */
  readonly isCode: boolean;
  /** `SHF_ALLOC`: the program has it in its memory. */
  readonly isLoaded: boolean;
  /** It holds numbers only: symbols, hashes or relocations. */
  readonly isTable: boolean;
}

const HEAD_BYTES = 64;
const MAX_TABLE_BYTES = 262_144;
const MAX_NAMES_BYTES = 262_144;
const MAX_NAME_BYTES = 256;
const SHT_NULL = 0;
const SHT_NOBITS = 8;
/** `SHT_SYMTAB`, `RELA`, `HASH`, `REL`, `DYNSYM`, `GNU_HASH` and `GNU_versym`. Source: glibc `elf.h`. */
const tableTypes: ReadonlySet<number> = new Set([2, 4, 5, 9, 11, 0x6ffffff6, 0x6fffffff]);
const SHF_ALLOC = 2;
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
    const type = fields.u32(table, at + 4);
    // Both flags are in the low 32 bits, and bit operations need no more.
    const flags = fields.word(table, at + 8);
    return {
      nameAt: fields.u32(table, at),
      isEmpty: type === SHT_NULL || type === SHT_NOBITS,
      isTable: tableTypes.has(type),
      isLoaded: (flags & SHF_ALLOC) !== 0,
      isCode: (flags & SHF_EXECINSTR) !== 0,
      address: fields.word(table, at + (wide ? 16 : 12)),
      offset: fields.word(table, at + (wide ? 24 : 16)),
      size: fields.word(table, at + (wide ? 32 : 20)),
    };
  });
  const names = sections[fields.u16(head, wide ? 62 : 50)];
  const text =
    names === undefined || !Number.isSafeInteger(names.offset)
      ? ''
      : readAt(names.offset, Math.min(names.size, MAX_NAMES_BYTES)).toString('latin1');
  return sections.map(({ nameAt, ...section }) => ({ ...section, name: nameIn(text, nameAt) }));
}

function nameIn(text: string, at: number): string {
  const window = text.slice(at, at + MAX_NAME_BYTES);
  return window.slice(0, Math.max(0, window.indexOf('\0')));
}
