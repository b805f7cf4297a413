import process from 'node:process';

/** What an ELF program for the tests asks for. */
export interface ElfWishes {
  /** `e_machine`: 62 is x86-64, 183 is aarch64. */
  readonly machine?: number;
  readonly interpreter?: string;
  /** Names of shared libraries (DT_NEEDED). */
  readonly needed?: readonly string[];
  readonly runpath?: string;
  /** Symbol versions that it wants from a library (DT_VERNEED), such as `GLIBC_2.38`. */
  readonly wants?: { readonly library: string; readonly versions: readonly string[] };
  /** Symbol versions that this library has (DT_VERDEF). */
  readonly has?: readonly string[];
  /** Machine code that it begins with; without it, a static program only ends. */
  readonly code?: Buffer;
}

const base = 0x400000n;
const headerSize = 64;
const programHeaderSize = 56;

/** Ends at once, on x86-64. */
const ending = Buffer.from([0x31, 0xff, 0xb8, 0x3c, 0, 0, 0, 0x0f, 0x05]);

/** `e_machine` of the machine that runs the tests. */
export const ownMachine = process.arch === 'arm64' ? 183 : 62;

/** `e_machine` of another machine. */
export const otherMachine = process.arch === 'arm64' ? 62 : 183;

/** A 64-bit ELF file, whole enough for its headers and its dynamic section to be read. */
export function elf(wishes: ElfWishes = {}): Buffer {
  const { interpreter } = wishes;
  const isDynamic = [wishes.needed, wishes.runpath, wishes.wants, wishes.has].some((wish) => wish !== undefined);
  const count = 1 + Number(interpreter !== undefined) + Number(isDynamic);
  const start = headerSize + count * programHeaderSize;
  const interp = interpreter === undefined ? Buffer.alloc(0) : Buffer.from(`${interpreter}\0`);
  const dynamicAt = align(start + interp.length);
  const { bytes: dynamic, dynamicSize } = isDynamic
    ? dynamicPart(wishes, dynamicAt)
    : { bytes: Buffer.alloc(0), dynamicSize: 0 };
  const codeAt = align(dynamicAt + dynamic.length);
  const code = wishes.code ?? ending;
  const file = Buffer.alloc(codeAt + code.length);
  writeHeader(file, wishes.machine ?? ownMachine, count, codeAt);
  const headers = [
    ...(interpreter === undefined ? [] : [{ type: 3, at: start, size: interp.length }]),
    { type: 1, at: 0, size: file.length },
    ...(isDynamic ? [{ type: 2, at: dynamicAt, size: dynamicSize }] : []),
  ];
  headers.forEach((header, index) => {
    writeProgramHeader(file, headerSize + index * programHeaderSize, header);
  });
  interp.copy(file, start);
  dynamic.copy(file, dynamicAt);
  code.copy(file, codeAt);
  return file;
}

function writeHeader(file: Buffer, machine: number, count: number, codeAt: number): void {
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(file);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(base + BigInt(codeAt), 24);
  file.writeBigUInt64LE(BigInt(headerSize), 32);
  file.writeUInt16LE(headerSize, 52);
  file.writeUInt16LE(programHeaderSize, 54);
  file.writeUInt16LE(count, 56);
}

function writeProgramHeader(file: Buffer, at: number, header: { type: number; at: number; size: number }): void {
  file.writeUInt32LE(header.type, at);
  file.writeUInt32LE(5, at + 4);
  file.writeBigUInt64LE(BigInt(header.at), at + 8);
  file.writeBigUInt64LE(base + BigInt(header.at), at + 16);
  file.writeBigUInt64LE(base + BigInt(header.at), at + 24);
  file.writeBigUInt64LE(BigInt(header.size), at + 32);
  file.writeBigUInt64LE(BigInt(header.size), at + 40);
  file.writeBigUInt64LE(0x1000n, at + 48);
}

/** The dynamic section, its strings, and the tables of versions, for the file offset `at`. */
function dynamicPart(wishes: ElfWishes, at: number): { bytes: Buffer; dynamicSize: number } {
  const strings = new Strings();
  const entries: [number, number][] = (wishes.needed ?? []).map((name) => [1, strings.add(name)]);
  if (wishes.runpath !== undefined) entries.push([29, strings.add(wishes.runpath)]);
  const need = wishes.wants === undefined ? Buffer.alloc(0) : needTable(wishes.wants, strings);
  const defined = wishes.has === undefined ? Buffer.alloc(0) : defineTable(wishes.has, strings);
  const dynamicSize = (entries.length + 7) * 16;
  const needAt = at + dynamicSize;
  const definedAt = needAt + need.length;
  const stringsAt = definedAt + defined.length;
  if (need.length > 0) entries.push([0x6ffffffe, address(needAt)], [0x6fffffff, 1]);
  if (defined.length > 0) entries.push([0x6ffffffc, address(definedAt)], [0x6ffffffd, wishes.has?.length ?? 0]);
  const text = strings.bytes();
  entries.push([5, address(stringsAt)], [10, text.length]);
  const dynamic = Buffer.alloc(dynamicSize);
  entries.forEach(([tag, value], index) => {
    dynamic.writeBigUInt64LE(BigInt(tag), index * 16);
    dynamic.writeBigUInt64LE(BigInt(value), index * 16 + 8);
  });
  return { bytes: Buffer.concat([dynamic, need, defined, text]), dynamicSize };
}

function address(offset: number): number {
  return Number(base) + offset;
}

/** `Elf64_Verneed` and its `Elf64_Vernaux`. */
function needTable({ library, versions }: NonNullable<ElfWishes['wants']>, strings: Strings): Buffer {
  const table = Buffer.alloc(16 + versions.length * 16);
  table.writeUInt16LE(1, 0);
  table.writeUInt16LE(versions.length, 2);
  table.writeUInt32LE(strings.add(library), 4);
  table.writeUInt32LE(16, 8);
  versions.forEach((version, index) => {
    const at = 16 + index * 16;
    table.writeUInt32LE(elfHash(version), at);
    table.writeUInt16LE(index + 2, at + 6);
    table.writeUInt32LE(strings.add(version), at + 8);
    table.writeUInt32LE(index === versions.length - 1 ? 0 : 16, at + 12);
  });
  return table;
}

/** `Elf64_Verdef` with one `Elf64_Verdaux` each. */
function defineTable(versions: readonly string[], strings: Strings): Buffer {
  const table = Buffer.alloc(versions.length * 28);
  versions.forEach((version, index) => {
    const at = index * 28;
    table.writeUInt16LE(1, at);
    table.writeUInt16LE(index + 1, at + 4);
    table.writeUInt16LE(1, at + 6);
    table.writeUInt32LE(elfHash(version), at + 8);
    table.writeUInt32LE(20, at + 12);
    table.writeUInt32LE(index === versions.length - 1 ? 0 : 28, at + 16);
    table.writeUInt32LE(strings.add(version), at + 20);
  });
  return table;
}

/** The hash of System V's ABI. */
function elfHash(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name)) {
    hash = ((hash << 4) + byte) >>> 0;
    const high = hash & 0xf0000000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  return hash >>> 0;
}

class Strings {
  #text = '\0';

  add(text: string): number {
    const at = this.#text.length;
    this.#text += `${text}\0`;
    return at;
  }

  bytes(): Buffer {
    return Buffer.from(this.#text, 'latin1');
  }
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** `/etc/ld.so.cache` in glibc's new format, with one entry for each library. */
export function linkerCache(libraries: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(libraries);
  const stringsAt = 48 + entries.length * 24;
  const strings: Buffer[] = [];
  const table = Buffer.alloc(stringsAt);
  table.write('glibc-ld.so.cache1.1', 0, 'latin1');
  table.writeUInt32LE(entries.length, 20);
  let at = stringsAt;
  entries.forEach(([name, path], index) => {
    const pair = [Buffer.from(`${name}\0`), Buffer.from(`${path}\0`)] as const;
    table.writeInt32LE(process.arch === 'arm64' ? 0x0a03 : 0x0303, 48 + index * 24);
    table.writeUInt32LE(at, 48 + index * 24 + 4);
    table.writeUInt32LE(at + pair[0].length, 48 + index * 24 + 8);
    at += pair[0].length + pair[1].length;
    strings.push(...pair);
  });
  table.writeUInt32LE(at - stringsAt, 24);
  return Buffer.concat([table, ...strings]);
}
