/**
 * The paths in dpkg's file lists, as bits of a Bloom filter: a Debian host has a hundred thousand of them. A path whose bit is
 * missing is in no list; another path may have the same bit.
 */
export class ListedPaths {
  /** 512 KiB: with a hundred thousand paths, one other path in forty has the bit of one of them. */
  readonly #bits = new Uint32Array(2 ** (bitWidth - 5));

  add(bit: number): void {
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }

  /** False only for a path that was not added. */
  mayHave(path: string): boolean {
    const bit = bitOfText(path);
    return ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}

/** Paths that are looked for in many lists. */
export class WantedPaths {
  readonly #byBit = new Map<number, ReadonlySet<string>>();
  readonly #areInBin: boolean;

  constructor(paths: readonly string[]) {
    this.#areInBin = paths.every(isInBin);
    for (const path of paths) {
      const bit = bitOfText(path);
      this.#byBit.set(bit, new Set([...(this.#byBit.get(bit) ?? []), path]));
    }
  }

  /** The ones that are lines of a list. Every line is added to `listed`. */
  findIn(list: Buffer, listed: ListedPaths | undefined): ReadonlySet<string> {
    const found = new Set<string>();
    // Most programs, and few other files, are in directories like bin and sbin: their lines are found faster.
    const next = listed === undefined && this.#areInBin ? nextInBin : (_: Buffer, from: number) => from;
    for (let from = next(list, 0); from < list.length; ) {
      const end = endOfLine(list, from);
      const bit = bitOf(list, from, end);
      listed?.add(bit);
      const similar = this.#byBit.get(bit);
      if (similar !== undefined) {
        const line = list.toString('utf8', from, end);
        if (similar.has(line)) found.add(line);
      }
      from = next(list, end + 1);
    }
    return found;
  }
}

const NEWLINE = 0x0a;
const BIN = 'bin/';

function isInBin(path: string): boolean {
  return path.slice(0, path.lastIndexOf('/') + 1).endsWith(BIN);
}

/** Where the next line with a path in such a directory begins. It can also be another line that contains `bin/`. */
function nextInBin(list: Buffer, from: number): number {
  const at = list.indexOf(BIN, from);
  return at < 0 ? list.length : list.lastIndexOf(NEWLINE, at) + 1;
}

function endOfLine(list: Buffer, from: number): number {
  const newline = list.indexOf(NEWLINE, from);
  return newline < 0 ? list.length : newline;
}

const bitWidth = 22;
/** Most paths have different ends, so only the end is hashed. */
const hashedBytes = 24;

function bitOfText(path: string): number {
  const bytes = Buffer.from(path);
  return bitOf(bytes, 0, bytes.length);
}

/** FNV-1a with 32 bits, of the length and the last bytes. */
function bitOf(bytes: Buffer, from: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - from);
  for (let at = Math.max(from, end - hashedBytes); at < end; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  }
  // The high bits of a product depend on all of its factors.
  return hash >>> (32 - bitWidth);
}
