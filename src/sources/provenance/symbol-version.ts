import { type ElfSection, readSections } from '../executables/elf/sections.ts';
import type { ReadAt } from '../executables/executable-format.ts';

/** Symbols whose bytes are a version: the linker gives the text of `-X main.version=1.2` such a name. */
const SYMBOLS = ['/version.Version.str', 'main.version.str', 'main.Version.str', 'dockerversion.Version.str'];
const MAX_STRINGS_BYTES = 16 * 1024 * 1024;
const MAX_SYMBOLS_BYTES = 16 * 1024 * 1024;
const MAX_VERSION_BYTES = 64;
const SYMBOL_BYTES = 24;
/** Symbols whose text is read: a hostile file may give one name to all of its symbols. */
const MAX_TEXTS = 64;

/**
 * A version that the symbol table leads to; undefined for a stripped file, which has none. For 64-bit little-endian files.
 * Bounded, never throws.
 */
export function readSymbolVersion(readAt: ReadAt): string | undefined {
  const sections = readSections(readAt);
  const [strings, symbols] = ['.strtab', '.symtab'].map((name) => sections.find((each) => each.name === name));
  if (strings === undefined || symbols === undefined) return undefined;
  if (strings.size > MAX_STRINGS_BYTES || symbols.size > MAX_SYMBOLS_BYTES) return undefined;
  if (!Number.isSafeInteger(strings.offset) || !Number.isSafeInteger(symbols.offset)) return undefined;
  const names = symbolNames(readAt(strings.offset, strings.size));
  if (names.size === 0) return undefined;
  const table = readAt(symbols.offset, symbols.size);
  let texts = 0;
  for (let at = 0; at + SYMBOL_BYTES <= table.length && texts < MAX_TEXTS; at += SYMBOL_BYTES) {
    if (!names.has(table.readUInt32LE(at))) continue;
    texts += 1;
    const text = textOf(readAt, sections, table, at);
    if (text !== undefined && /^v?\d+\.\d+[\w.+~-]*$/.test(text)) return text;
  }
  return undefined;
}

/** The bytes of the symbol at this place of the table. */
function textOf(readAt: ReadAt, sections: readonly ElfSection[], table: Buffer, at: number): string | undefined {
  const address = Number(table.readBigUInt64LE(at + 8));
  const size = Number(table.readBigUInt64LE(at + 16));
  const section = sections.find((each) => address >= each.address && address < each.address + each.size);
  if (section === undefined || section.isEmpty || size === 0 || size > MAX_VERSION_BYTES) return undefined;
  const position = section.offset + address - section.address;
  return Number.isSafeInteger(position) ? readAt(position, size).toString('latin1') : undefined;
}

/** Where the names of the symbols begin. */
function symbolNames(strings: Buffer): ReadonlySet<number> {
  const found = new Set<number>();
  for (const symbol of SYMBOLS) {
    const bytes = Buffer.from(`${symbol}\0`);
    for (let at = strings.indexOf(bytes); at >= 0 && found.size < 64; at = strings.indexOf(bytes, at + 1)) {
      found.add(strings.lastIndexOf(0, at) + 1);
    }
  }
  return found;
}
