import { defined } from '../../../model/defined.ts';
import type { ReadAt } from '../executable-format.ts';
import type { ElfFile } from './elf-file.ts';
import { ownVersions, type WantedVersion, wantedVersions } from './symbol-versions.ts';

/** What a program or library asks its loader for. */
export interface DynamicSection {
  readonly needed: readonly string[];
  readonly soname?: string;
  /** Directories of DT_RPATH, which count only without DT_RUNPATH. */
  readonly rpath?: string;
  readonly runpath?: string;
  /** Versions of symbols that it needs from its libraries. */
  readonly wants?: readonly WantedVersion[];
  /** Versions of symbols that it has; absent for a library without versions. */
  readonly has?: readonly string[];
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NULL = 0;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_SONAME = 14;
const DT_RPATH = 15;
const DT_RUNPATH = 29;
const DT_VERDEF = 0x6ffffffc;
const DT_VERNEED = 0x6ffffffe;
const MAX_SECTION_BYTES = 65_536;
const MAX_NEEDED = 256;
const MAX_STRING_BYTES = 4096;
/** Names that belong together are close to each other, so one read serves many. */
const BLOCK_BYTES = 8192;

/** Reads the dynamic section; undefined for a static program or offsets that lead nowhere. Bounded, never throws. */
export function readDynamicSection(elf: ElfFile, readAt: ReadAt): DynamicSection | undefined {
  const entries = readEntries(elf, readAt);
  const address = entries.find(({ tag }) => tag === DT_STRTAB)?.value;
  const strings = address === undefined ? undefined : offsetOf(elf, address);
  if (strings === undefined) return undefined;
  const text = stringsFrom(readAt, strings);
  const one = (wanted: number) => {
    const entry = entries.find(({ tag }) => tag === wanted);
    return entry === undefined ? undefined : text(entry.value);
  };
  const tableAt = (wanted: number) => {
    const entry = entries.find(({ tag }) => tag === wanted);
    return entry === undefined ? undefined : offsetOf(elf, entry.value);
  };
  const needed = entries.filter(({ tag }) => tag === DT_NEEDED).slice(0, MAX_NEEDED);
  const soname = one(DT_SONAME);
  const rpath = one(DT_RPATH);
  const runpath = one(DT_RUNPATH);
  return defined({
    needed: needed.flatMap(({ value }) => text(value) ?? []),
    soname,
    rpath,
    runpath,
    wants: wantedVersions(elf, readAt, tableAt(DT_VERNEED), text),
    has: ownVersions(elf, readAt, tableAt(DT_VERDEF), text),
  });
}

function readEntries(
  { fields, segments }: ElfFile,
  readAt: ReadAt,
): { readonly tag: number; readonly value: number }[] {
  const segment = segments.find(({ type }) => type === PT_DYNAMIC);
  if (segment === undefined || !Number.isSafeInteger(segment.offset)) return [];
  const width = fields.wide ? 8 : 4;
  const bytes = readAt(segment.offset, Math.min(segment.size, MAX_SECTION_BYTES));
  const entries: { tag: number; value: number }[] = [];
  for (let at = 0; at + 2 * width <= bytes.length; at += 2 * width) {
    const tag = fields.word(bytes, at);
    if (tag === DT_NULL) break;
    entries.push({ tag, value: fields.word(bytes, at + width) });
  }
  return entries;
}

/** Where an address of the loaded program lies in the file. */
function offsetOf({ segments }: ElfFile, address: number): number | undefined {
  const segment = segments.find(
    (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.size,
  );
  return segment === undefined ? undefined : address - segment.address + segment.offset;
}

/** Reads the strings of a table in the file; remembers the block that it read last. */
function stringsFrom(readAt: ReadAt, table: number): (at: number) => string | undefined {
  let start = -1;
  let block: Buffer = Buffer.alloc(0);
  return (at) => {
    const position = table + at;
    if (!Number.isSafeInteger(position)) return undefined;
    const wanted = position - (position % BLOCK_BYTES);
    if (wanted !== start) block = readAt(wanted, BLOCK_BYTES + MAX_STRING_BYTES);
    start = wanted;
    const bytes = block.subarray(position - start, position - start + MAX_STRING_BYTES);
    const end = bytes.indexOf(0);
    return end < 0 ? undefined : bytes.toString('utf8', 0, end);
  };
}
