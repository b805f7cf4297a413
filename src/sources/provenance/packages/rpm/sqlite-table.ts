import type { SqlitePages } from './sqlite-pages.ts';

const LEAF = 13;
const INTERIOR = 5;
const FILE_HEADER_BYTES = 100;
const MAX_DEPTH = 20;
const MAX_PAGES = 4_000_000;
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

/**
 * The blobs of rpm's table `Packages`, one for each installed package, and undefined for each part that has none: the caller
 * can stop between two of them. Never throws.
 */
export function* sqliteBlobs(pages: SqlitePages): Generator<Buffer | undefined> {
  const root = rootOf(pages, 'Packages');
  if (root === undefined) return;
  for (const payload of rows(pages, root)) {
    // hnum INTEGER PRIMARY KEY is the row's own number, so the record has a NULL for it, and then the blob.
    yield payload === undefined ? undefined : columns(payload)[1];
  }
}

/** The root page of a table, as the schema on page 1 gives it: type, name, tbl_name, rootpage, sql. */
function rootOf(pages: SqlitePages, table: string): number | undefined {
  for (const payload of rows(pages, 1)) {
    if (payload === undefined) continue;
    const [type, name, , root] = columns(payload);
    if (type?.toString('latin1') !== 'table' || name?.toString('latin1') !== table) continue;
    if (root !== undefined && root.length >= 1 && root.length <= 6) return root.readUIntBE(0, root.length);
  }
  return undefined;
}

/** The payloads of a table's rows, in the order of their numbers; undefined for each damaged row and each inner page. */
function* rows(pages: SqlitePages, root: number): Generator<Buffer | undefined> {
  const stack = [{ number: root, depth: 0 }];
  const seen = new Set<number>();
  for (let next = stack.pop(); next !== undefined && seen.size < MAX_PAGES; next = stack.pop()) {
    const { number, depth } = next;
    const page = number < 1 || seen.has(number) || depth > MAX_DEPTH ? undefined : pages.page(number);
    if (page === undefined) continue;
    seen.add(number);
    const start = number === 1 ? FILE_HEADER_BYTES : 0;
    if (page[start] === INTERIOR) {
      const children = childrenOf(page, start).map((child) => ({ number: child, depth: depth + 1 }));
      stack.push(...children.reverse());
      yield undefined;
    } else if (page[start] === LEAF) {
      yield* cellsOf(pages, page, start);
    }
  }
}

function childrenOf(page: Buffer, start: number): number[] {
  const children = cellOffsets(page, start, 12).flatMap((at) => (at + 4 <= page.length ? [page.readUInt32BE(at)] : []));
  return [...children, page.readUInt32BE(start + 8)];
}

function cellOffsets(page: Buffer, start: number, headerBytes: number): number[] {
  const count = page.readUInt16BE(start + 3);
  const first = start + headerBytes;
  const most = Math.floor((page.length - first) / 2);
  return Array.from({ length: Math.min(count, most) }, (_, index) => page.readUInt16BE(first + index * 2));
}

function* cellsOf(pages: SqlitePages, page: Buffer, start: number): Generator<Buffer | undefined> {
  for (const at of cellOffsets(page, start, 8)) {
    const size = varint(page, at);
    const row = varint(page, size.end);
    yield size.value > MAX_PAYLOAD_BYTES ? undefined : payloadAt(pages, page, row.end, size.value);
  }
}

/** A payload, from its own page and the chain of overflow pages that follows (`fileformat2.html`, section 1.6). */
function payloadAt(pages: SqlitePages, page: Buffer, at: number, size: number): Buffer | undefined {
  const { usableBytes: usable } = pages;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const most = usable - 35;
  const kept = least + ((size - least) % (usable - 4));
  const local = size <= most ? size : kept <= most ? kept : least;
  if (at + local > page.length) return undefined;
  const parts = [page.subarray(at, at + local)];
  let missing = size - local;
  let next = missing > 0 && at + local + 4 <= page.length ? page.readUInt32BE(at + local) : 0;
  while (missing > 0) {
    const overflow = next < 1 ? undefined : pages.page(next);
    if (overflow === undefined) return undefined;
    const part = overflow.subarray(4, Math.min(usable, 4 + missing));
    parts.push(part);
    missing -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** The columns of a record as bytes; an integer has its bytes, NULL has none. */
function columns(payload: Buffer): Buffer[] {
  const header = varint(payload, 0);
  const found: Buffer[] = [];
  let at = header.end;
  let data = header.value;
  while (at < header.value && at < payload.length && found.length < 16) {
    const serial = varint(payload, at);
    const length = serialBytes(serial.value);
    if (data + length > payload.length) return found;
    found.push(payload.subarray(data, data + length));
    data += length;
    at = serial.end;
  }
  return found;
}

/** Bytes of a value by its serial type. */
function serialBytes(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

/** A number of one to nine bytes; 0 beyond the end. Larger than any file where it would not be exact. */
function varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return { value: 0, end: bytes.length };
    if (index === 8) return { value: value * 256 + byte, end: start + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return { value, end: start + 9 };
}
