import type { ReadAt } from '../../../executables/executable-format.ts';

const MAGIC = 0x00061561;
const HASH_UNSORTED = 2;
const HASH = 13;
const OVERFLOW = 7;
const PAGE_HEADER_BYTES = 26;
const KEY_DATA = 1;
const OFF_PAGE = 3;
const MAX_PAGES = 4_000_000;
const MAX_BLOB_BYTES = 16 * 1024 * 1024;

/** A Berkeley database of the hash kind. */
interface Database {
  readonly pageBytes: number;
  readonly lastPage: number;
  page(number: number): Buffer | undefined;
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
}

/**
 * The values of a hash in Berkeley DB's format, which rpm used until 4.16 (`Packages` of CentOS 7 and 8), and undefined
 * for each part without one; nothing for another file. Never throws.
 *
 * Format: db 5.3 `src/dbinc/db_page.h`. A page has the offsets of its items, a key and a value in turn; a long value has its
 * bytes on a chain of overflow pages.
 */
export function* berkeleyBlobs(readAt: ReadAt): Generator<Buffer | undefined> {
  const database = openDatabase(readAt);
  if (database === undefined) return;
  for (let number = 1; number <= database.lastPage; number += 1) {
    const page = database.page(number);
    if (page === undefined) return;
    if (page[25] === HASH || page[25] === HASH_UNSORTED) yield* valuesOf(database, page);
    else yield undefined;
  }
}

function openDatabase(readAt: ReadAt): Database | undefined {
  const meta = readAt(0, 512);
  if (meta.length < 512) return undefined;
  const little = meta.readUInt32LE(12) === MAGIC;
  if (!little && meta.readUInt32BE(12) !== MAGIC) return undefined;
  const u16 = (bytes: Buffer, at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (bytes: Buffer, at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pageBytes = u32(meta, 20);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0) return undefined;
  return {
    pageBytes,
    lastPage: Math.min(u32(meta, 32), MAX_PAGES),
    page(number) {
      const bytes = readAt(number * pageBytes, pageBytes);
      return bytes.length === pageBytes ? bytes : undefined;
    },
    u16,
    u32,
  };
}

function* valuesOf(database: Database, page: Buffer): Generator<Buffer | undefined> {
  const { u16, pageBytes } = database;
  const count = Math.min(u16(page, 20), Math.floor((pageBytes - PAGE_HEADER_BYTES) / 2));
  for (let index = 1; index < count; index += 2) {
    const at = u16(page, PAGE_HEADER_BYTES + index * 2);
    // Items lie from the end of the page to its beginning, so an item ends where the one before it begins.
    const end = u16(page, PAGE_HEADER_BYTES + (index - 1) * 2);
    yield valueAt(database, page, at, end);
  }
}

function valueAt(database: Database, page: Buffer, at: number, end: number): Buffer | undefined {
  const { u32 } = database;
  if (page[at] === KEY_DATA && end > at && end <= page.length) return page.subarray(at + 1, end);
  if (page[at] !== OFF_PAGE || at + 12 > page.length) return undefined;
  return chain(database, u32(page, at + 4), u32(page, at + 8));
}

function chain({ page, u16, u32, pageBytes }: Database, first: number, length: number): Buffer | undefined {
  if (length > MAX_BLOB_BYTES) return undefined;
  const parts: Buffer[] = [];
  let missing = length;
  for (let number = first; missing > 0; ) {
    const part = number === 0 ? undefined : page(number);
    if (part === undefined || part[25] !== OVERFLOW) return undefined;
    // On an overflow page this field has the bytes it holds.
    const held = Math.min(u16(part, 22), pageBytes - PAGE_HEADER_BYTES, missing);
    if (held === 0) return undefined;
    parts.push(part.subarray(PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + held));
    missing -= held;
    number = u32(part, 16);
  }
  return Buffer.concat(parts);
}
