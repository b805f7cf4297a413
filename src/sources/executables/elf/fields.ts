/** Reads numbers of an ELF file: its width and byte order decide where they are and how. */
export interface ElfFields {
  /** 64-bit. */
  readonly wide: boolean;
  readonly little: boolean;
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
  /** A field as wide as the file's addresses; beyond 2^53 it is not exact, and no file is that long. */
  word(bytes: Buffer, at: number): number;
}

/** Makes the reader of one file. */
export function elfFields(wide: boolean, little: boolean): ElfFields {
  const u16 = (bytes: Buffer, at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (bytes: Buffer, at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (bytes: Buffer, at: number) => Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return { wide, little, u16, u32, word: wide ? u64 : u32 };
}
