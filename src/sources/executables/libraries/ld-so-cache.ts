import { type ElfFields, elfFields } from '../elf/fields.ts';

/** The paths that /etc/ld.so.cache has for a name, in its order. */
export type LibraryCache = ReadonlyMap<string, readonly string[]>;

const OLD_MAGIC = 'ld.so-1.7.0';
const NEW_MAGIC = 'glibc-ld.so.cache1.1';
const OLD_HEADER_BYTES = 16;
const OLD_ENTRY_BYTES = 12;
const NEW_HEADER_BYTES = 48;
const NEW_ENTRY_BYTES = 24;
const NEW_ALIGNMENT = 8;
const BIG_ENDIAN = 3;

/**
 * Reads the cache of glibc's loader, in the old format, the new one, or the new one after an old one; entries that lead
 * out of the file are left out. Format: glibc `sysdeps/generic/dl-cache.h`. Never throws.
 */
export function parseLibraryCache(bytes: Buffer): LibraryCache {
  const ownOrder = elfFields(false, process.arch !== 's390x');
  if (bytes.toString('latin1', 0, NEW_MAGIC.length) === NEW_MAGIC) return newCache(bytes, ownOrder);
  if (bytes.length < OLD_HEADER_BYTES || bytes.toString('latin1', 0, OLD_MAGIC.length) !== OLD_MAGIC) return new Map();
  const end = OLD_HEADER_BYTES + ownOrder.u32(bytes, 12) * OLD_ENTRY_BYTES;
  const after = bytes.subarray(Math.ceil(end / NEW_ALIGNMENT) * NEW_ALIGNMENT);
  if (after.toString('latin1', 0, NEW_MAGIC.length) === NEW_MAGIC) return newCache(after, ownOrder);
  return entries(bytes, OLD_HEADER_BYTES, OLD_ENTRY_BYTES, ownOrder.u32(bytes, 12), end, ownOrder);
}

function newCache(bytes: Buffer, ownOrder: ElfFields): LibraryCache {
  if (bytes.length < NEW_HEADER_BYTES) return new Map();
  const order = bytes.readUInt8(28) & 3;
  const fields = order === 0 ? ownOrder : elfFields(false, order !== BIG_ENDIAN);
  return entries(bytes, NEW_HEADER_BYTES, NEW_ENTRY_BYTES, fields.u32(bytes, 20), 0, fields);
}

function entries(
  bytes: Buffer,
  start: number,
  size: number,
  count: number,
  base: number,
  fields: ElfFields,
): LibraryCache {
  const found = new Map<string, string[]>();
  // One character for each byte: a thousand texts are cut from a string faster than they are decoded one by one.
  const characters = bytes.toString('latin1');
  const end = Math.min(start + count * size, bytes.length - size + 1);
  for (let at = start; at < end; at += size) {
    const name = textAt(characters, base + fields.u32(bytes, at + 4));
    const path = textAt(characters, base + fields.u32(bytes, at + 8));
    if (name === undefined || path === undefined) continue;
    const paths = found.get(name);
    if (paths === undefined) found.set(name, [path]);
    else if (paths.length < 16) paths.push(path);
  }
  return found;
}

const MAX_TEXT_BYTES = 4096;

function textAt(characters: string, at: number): string | undefined {
  const window = characters.slice(at, at + MAX_TEXT_BYTES);
  const end = window.indexOf('\0');
  if (end <= 0) return undefined;
  const text = window.slice(0, end);
  return /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}
