/** One section of an ELF file for the tests. */
export interface SectionWish {
  readonly name: string;
  readonly bytes: Buffer;
  readonly address?: number;
  readonly isCode?: boolean;
  /** Undefined: it is. */
  readonly isLoaded?: boolean;
  /** `sh_type`; undefined: `SHT_PROGBITS`. */
  readonly type?: number;
}

/** A 64-bit little-endian ELF file with these sections, and one loaded segment that is the whole file. */
export function elfWithSections(wishes: readonly SectionWish[]): Buffer {
  const all: readonly SectionWish[] = [
    { name: '', bytes: Buffer.alloc(0) },
    ...wishes,
    { name: '.shstrtab', bytes: Buffer.alloc(0), isLoaded: false },
  ];
  const names = Buffer.from(`${all.map(({ name }) => name).join('\0')}\0`);
  const contents = all.map(({ name, bytes }) => (name === '.shstrtab' ? names : bytes));
  const start = 64 + 56;
  const offsets = contents.map((_, index) =>
    contents.slice(0, index).reduce((sum, bytes) => sum + bytes.length, start),
  );
  const tableAt = start + contents.reduce((sum, bytes) => sum + bytes.length, 0);
  const file = Buffer.alloc(tableAt + all.length * 64);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(file);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(62, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeBigUInt64LE(BigInt(tableAt), 40);
  [64, 56, 1, 64, all.length, all.length - 1].forEach((value, index) => {
    file.writeUInt16LE(value, 52 + index * 2);
  });
  file.writeUInt32LE(1, 64);
  file.writeBigUInt64LE(BigInt(file.length), 64 + 32);
  let nameAt = 0;
  all.forEach(({ name, address = 0, isCode = false, isLoaded = true, type = 1 }, index) => {
    const at = tableAt + index * 64;
    const { bytes = Buffer.alloc(0) } = { bytes: contents[index] };
    file.writeUInt32LE(nameAt, at);
    file.writeUInt32LE(index === 0 ? 0 : type, at + 4);
    file.writeBigUInt64LE((isCode ? 4n : 0n) + (isLoaded ? 2n : 0n), at + 8);
    file.writeBigUInt64LE(BigInt(address), at + 16);
    file.writeBigUInt64LE(BigInt(offsets[index] ?? 0), at + 24);
    file.writeBigUInt64LE(BigInt(bytes.length), at + 32);
    bytes.copy(file, offsets[index] ?? 0);
    nameAt += name.length + 1;
  });
  return file;
}

/** The sections of a symbol table with one symbol, and the text that it leads to. */
export function symbolSections(symbol: string, text: string): readonly SectionWish[] {
  const address = 0x500000;
  const entry = Buffer.alloc(48);
  entry.writeUInt32LE(1, 24);
  entry.writeBigUInt64LE(BigInt(address), 32);
  entry.writeBigUInt64LE(BigInt(text.length), 40);
  return [
    { name: '.rodata', bytes: Buffer.from(text), address },
    { name: '.symtab', bytes: entry },
    { name: '.strtab', bytes: Buffer.from(`\0${symbol}\0`) },
  ];
}
