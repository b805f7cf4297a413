/**
 * The paths in dpkg's file lists, as bits of a Bloom filter: a Debian host has a hundred thousand of them. A path whose bit is
 * missing is in no list; another path may have the same bit.
 */
export class ListedPaths {
  /** 512 KiB: with a hundred thousand paths, one other path in forty has the bit of one of them. */
  readonly #bits = new Uint32Array(1 << 17);

  /** Adds every line of a list. */
  add(list: Buffer): void {
    for (let from = 0; from < list.length; ) {
      const newline = list.indexOf(0x0a, from);
      const end = newline < 0 ? list.length : newline;
      const bit = bitOf(list, from, end);
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
      from = end + 1;
    }
  }

  /** False only for a path that was not added. */
  mayHave(path: string): boolean {
    const bytes = Buffer.from(path);
    const bit = bitOf(bytes, 0, bytes.length);
    return ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}

/** Most paths have different ends, so only the end is hashed. */
const hashedBytes = 24;
const bitMask = (1 << 22) - 1;

/** FNV-1a with 32 bits, of the length and the last bytes. */
function bitOf(bytes: Buffer, from: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - from);
  for (let at = Math.max(from, end - hashedBytes); at < end; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  }
  // The high bits of a product depend on all of its factors.
  return (hash >>> 10) & bitMask;
}
