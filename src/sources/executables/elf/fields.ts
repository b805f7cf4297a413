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

/**
 * Makes the reader of one file. It throws a RangeError beyond the end of the bytes, as the methods of `Buffer` do. Those
 * check each argument with several calls, and a look reads thousands of numbers.
 */
export function elfFields(wide: boolean, little: boolean): ElfFields {
  // Where the bytes of a number are, the lowest one first.
  const [a, b] = little ? [0, 1] : [1, 0];
  const u16 = (bytes: Buffer, at: number): number => {
    if (at < 0 || at + 2 > bytes.length) throw new RangeError(`No number is at byte ${at}`);
    return (bytes[at + b] ?? 0) * 2 ** 8 + (bytes[at + a] ?? 0);
  };
  const [c, d, e, f] = little ? [0, 1, 2, 3] : [3, 2, 1, 0];
  const u32 = (bytes: Buffer, at: number): number => {
    if (at < 0 || at + 4 > bytes.length) throw new RangeError(`No number is at byte ${at}`);
    const high = (bytes[at + f] ?? 0) * 2 ** 24 + (bytes[at + e] ?? 0) * 2 ** 16;
    return high + (bytes[at + d] ?? 0) * 2 ** 8 + (bytes[at + c] ?? 0);
  };
  const [low, high] = little ? [0, 4] : [4, 0];
  const u64 = (bytes: Buffer, at: number): number => u32(bytes, at + high) * 2 ** 32 + u32(bytes, at + low);
  return { wide, little, u16, u32, word: wide ? u64 : u32 };
}
