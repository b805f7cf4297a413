import type { ReadAt } from '../executable-format.ts';
import { type ElfFields, elfFields } from './fields.ts';

/** The part of an ELF file that decides whether a host can execute it. */
export interface ElfFile {
  readonly fields: ElfFields;
  /** `e_machine`, 62 for x86-64. */
  readonly machine: number;
  /** `e_type`, 2 for a program, 3 for a library or a program at any address. */
  readonly type: number;
  readonly segments: readonly ElfSegment[];
}

/** One entry of the program header table. */
export interface ElfSegment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  /** Bytes in the file. */
  readonly size: number;
}

/** A file that begins as ELF but cannot be read as such. */
export type ElfReading =
  | { readonly kind: 'elf'; readonly elf: ElfFile }
  | { readonly kind: 'other' }
  | { readonly kind: 'damaged'; readonly what: string };

const HEAD_BYTES = 64;
const MAX_TABLE_BYTES = 65_536;
const PATH_MAX = 4096;
const PT_INTERP = 3;

/** Reads the header and the program headers of an ELF file: two small reads. Never throws. */
export function readElf(readAt: ReadAt): ElfReading {
  const head = readAt(0, HEAD_BYTES);
  if (head.length < 4 || head.readUInt32BE(0) !== 0x7f454c46) return { kind: 'other' };
  const wide = head[4] === 2;
  if (head.length < (wide ? 64 : 52)) return { kind: 'damaged', what: 'its ELF header is cut off' };
  if (head[4] !== 1 && head[4] !== 2) return { kind: 'damaged', what: 'its ELF header is not valid' };
  const fields = elfFields(wide, head[5] !== 2);
  const segments = readSegments(head, fields, readAt);
  if (segments === undefined) return { kind: 'damaged', what: 'its program headers are cut off or not valid' };
  return { kind: 'elf', elf: { fields, machine: fields.u16(head, 18), type: fields.u16(head, 16), segments } };
}

/** The loader that `PT_INTERP` names: null for a static program, undefined where the name is not valid. */
export function loaderOf({ segments }: ElfFile, readAt: ReadAt): string | null | undefined {
  const segment = segments.find(({ type }) => type === PT_INTERP);
  if (segment === undefined) return null;
  if (segment.size < 2 || segment.size > PATH_MAX) return undefined;
  const name = readExactly(readAt, segment.offset, segment.size);
  if (name === undefined || name[name.length - 1] !== 0) return undefined;
  return name.toString('utf8', 0, name.indexOf(0));
}

/** Exactly these bytes of a file; undefined beyond its end. */
export function readExactly(readAt: ReadAt, at: number, length: number): Buffer | undefined {
  if (!Number.isSafeInteger(at + length)) return undefined;
  const bytes = readAt(at, length);
  return bytes.length === length ? bytes : undefined;
}

function readSegments(head: Buffer, fields: ElfFields, readAt: ReadAt): ElfSegment[] | undefined {
  const { wide, u16, u32, word } = fields;
  const entrySize = u16(head, wide ? 54 : 42);
  const length = entrySize * u16(head, wide ? 56 : 44);
  if (entrySize !== (wide ? 56 : 32) || length === 0 || length > MAX_TABLE_BYTES) return undefined;
  const table = readExactly(readAt, word(head, wide ? 32 : 28), length);
  if (table === undefined) return undefined;
  return Array.from({ length: length / entrySize }, (_, index) => {
    const at = index * entrySize;
    return {
      type: u32(table, at),
      offset: word(table, at + (wide ? 8 : 4)),
      address: word(table, at + (wide ? 16 : 8)),
      size: word(table, at + (wide ? 32 : 16)),
    };
  });
}
