import { defined } from '../../model/defined.ts';
import { elfFields } from './elf/fields.ts';
import type { ReadAt } from './executable-format.ts';

/** Build information that the Go linker wrote into an executable. */
export interface GoBuildInfo {
  /** Go version, for example `1.19.8`. */
  readonly go: string;
  /** Import path of the main package. */
  readonly mainPackage?: string;
  readonly module?: GoModule;
  readonly dependencies: readonly GoModule[];
  /** Build settings: `-ldflags`, `vcs.revision` … */
  readonly settings: ReadonlyMap<string, string>;
}

/** A module and its version; `(devel)` when the linker did not know it. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const SECTION_NAME = '.go.buildinfo';
const HEADER_BYTES = 32;
const FIRST_READ_BYTES = 4096;
const SECOND_READ_BYTES = 16_384;
const MAX_TEXT_BYTES = 256 * 1024;
const MAX_TABLE_BYTES = 65_536;
/** In a stripped executable, the build information is searched for in this part of its writable data. */
const MAX_SEARCH_BYTES = 1024 * 1024;
/** Only 64-bit files in this byte order are read. */
const { u16, u32, word: u64 } = elfFields(true, true);
const PT_LOAD = 1;
const PF_W = 2;

/** Parts of a 64-bit little-endian ELF file; containerd runs on no other kind except s390x. */
interface Elf {
  readonly readAt: ReadAt;
  readonly segments: readonly Segment[];
  readonly section?: { readonly offset: number; readonly size: number };
}

interface Segment {
  readonly writable: boolean;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/**
 * Reads Go's build information with a few small reads; undefined when the file is not a Go executable.
 *
 * Format: Go `debug/buildinfo/buildinfo.go`. Inline strings since 1.18, pointers to Go strings before.
 */
export function readGoBuildInfo(readAt: ReadAt): GoBuildInfo | undefined {
  try {
    const elf = readElf(readAt);
    const at = elf === undefined ? undefined : findBlob(elf);
    if (elf === undefined || at === undefined) return undefined;
    const blob = readAt(at, SECOND_READ_BYTES);
    const [version, modules] = (blob[15] ?? 0) & 2 ? inlineStrings(readAt, at, blob) : pointedStrings(elf, blob);
    const go = /^(?:devel )?go(\d+\.\d+[^\s]*)/.exec(version)?.[1];
    return go === undefined ? undefined : { go, ...parseModules(modules) };
  } catch {
    // Offsets that point nowhere: not what a Go linker writes.
    return undefined;
  }
}

/** The lines `path`, `mod`, `dep`, `=>` and `build` that `go version -m` prints: Go `runtime/debug/mod.go`. */
export function parseModules(text: string): Omit<GoBuildInfo, 'go'> {
  const dependencies: GoModule[] = [];
  const settings = new Map<string, string>();
  let mainPackage: string | undefined;
  let module: GoModule | undefined;
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t');
    if (kind === 'path') mainPackage = first;
    if (kind === 'mod') module = { path: first, version: second };
    if (kind === 'dep') dependencies.push({ path: first, version: second });
    // A replacement has the version that was really built in, under the name that it replaces.
    if (kind === '=>') replaceLast(dependencies, second);
    if (kind === 'build') addSetting(settings, line.slice('build\t'.length));
  }
  return defined({ mainPackage, module, dependencies, settings });
}

function replaceLast(dependencies: GoModule[], version: string): void {
  const last = dependencies.pop();
  if (last !== undefined) dependencies.push({ path: last.path, version: version === '' ? last.version : version });
}

function addSetting(settings: Map<string, string>, text: string): void {
  const equals = text.indexOf('=');
  if (equals < 0) return;
  const value = text.slice(equals + 1);
  settings.set(text.slice(0, equals), unquote(value));
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    const text: unknown = JSON.parse(value);
    return typeof text === 'string' ? text : value;
  } catch {
    return value;
  }
}

function readElf(readAt: ReadAt): Elf | undefined {
  const head = readAt(0, FIRST_READ_BYTES);
  const isElf64Little = head.length >= 64 && head.readUInt32BE(0) === 0x7f454c46 && head[4] === 2 && head[5] === 1;
  if (!isElf64Little) return undefined;
  const segments = entries(readAt, head, { at: 32, entry: 54, count: 56, bytes: 56 })
    .filter((entry) => u32(entry, 0) === PT_LOAD)
    .map(
      (entry): Segment => ({
        writable: (u32(entry, 4) & PF_W) !== 0,
        offset: u64(entry, 8),
        address: u64(entry, 16),
        size: u64(entry, 32),
      }),
    );
  const section = findSection(readAt, head);
  return defined({ readAt, segments, section });
}

function findSection(readAt: ReadAt, head: Buffer): { offset: number; size: number } | undefined {
  const sections = entries(readAt, head, { at: 40, entry: 58, count: 60, bytes: 64 });
  const names = sections[u16(head, 62)];
  if (names === undefined) return undefined;
  const text = readAt(u64(names, 24), Math.min(u64(names, 32), MAX_TABLE_BYTES));
  const found = sections.find((section) => {
    const at = u32(section, 0);
    return text.toString('latin1', at, at + SECTION_NAME.length + 1) === `${SECTION_NAME}\0`;
  });
  return found === undefined ? undefined : { offset: u64(found, 24), size: u64(found, 32) };
}

/** Entries of the table whose offset, entry size and count are at these positions of the header. */
function entries(
  readAt: ReadAt,
  head: Buffer,
  field: { readonly at: number; readonly entry: number; readonly count: number; readonly bytes: number },
): Buffer[] {
  const size = u16(head, field.entry);
  const length = size * u16(head, field.count);
  if (size < field.bytes || length > MAX_TABLE_BYTES) return [];
  const at = u64(head, field.at);
  const table = at + length <= head.length ? head.subarray(at, at + length) : readAt(at, length);
  return Array.from({ length: Math.floor(table.length / size) }, (_, i) => table.subarray(i * size, (i + 1) * size));
}

function findBlob({ readAt, segments, section }: Elf): number | undefined {
  if (section !== undefined) return readAt(section.offset, MAGIC.length).equals(MAGIC) ? section.offset : undefined;
  const data = segments.find((segment) => segment.writable);
  if (data === undefined) return undefined;
  const found = readAt(data.offset, Math.min(data.size, MAX_SEARCH_BYTES)).indexOf(MAGIC);
  return found < 0 ? undefined : data.offset + found;
}

function inlineStrings(readAt: ReadAt, at: number, blob: Buffer): [string, string] {
  const version = inlineString(readAt, at, blob, HEADER_BYTES);
  const modules = inlineString(readAt, at, blob, version.end);
  return [version.text.toString('utf8'), withoutSentinels(modules.text)];
}

function inlineString(readAt: ReadAt, at: number, blob: Buffer, start: number): { text: Buffer; end: number } {
  let length = 0;
  let position = start;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = blob.readUInt8(position++);
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  const wanted = Math.min(length, MAX_TEXT_BYTES);
  const end = position + wanted;
  return { text: end <= blob.length ? blob.subarray(position, end) : readAt(at + position, wanted), end };
}

function pointedStrings(elf: Elf, blob: Buffer): [string, string] {
  if (blob[14] !== 8 || (blob[15] ?? 0) & 1) return ['', ''];
  return [pointedString(elf, u64(blob, 16)).toString('utf8'), withoutSentinels(pointedString(elf, u64(blob, 24)))];
}

/** The bytes of the Go string whose header (address, length) is at `address`. */
function pointedString(elf: Elf, address: number): Buffer {
  const header = readMemory(elf, address, 16);
  return readMemory(elf, u64(header, 0), Math.min(u64(header, 8), MAX_TEXT_BYTES));
}

function readMemory({ readAt, segments }: Elf, address: number, length: number): Buffer {
  const segment = segments.find((one) => address >= one.address && address < one.address + one.size);
  return segment === undefined ? Buffer.alloc(0) : readAt(segment.offset + address - segment.address, length);
}

/** The module text is between two marks of 16 bytes each. */
function withoutSentinels(text: Buffer): string {
  if (text.length < 33 || text[text.length - 17] !== 0x0a) return '';
  return text.toString('utf8', 16, text.length - 16);
}
