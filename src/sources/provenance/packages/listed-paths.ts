/**
 * The paths in dpkg's file lists, as 32-bit hashes: a Debian host has a hundred thousand of them. A path whose hash is
 * missing is in no list; another path may have the same hash.
 */
export class ListedPaths {
  readonly #hashes: number[] = [];
  #sorted: Uint32Array | undefined;

  /** Adds every line of a list. */
  add(list: Buffer): void {
    let hash = start;
    for (const byte of list) {
      if (byte !== newline) {
        hash = next(hash, byte);
        continue;
      }
      this.#hashes.push(hash);
      hash = start;
    }
    this.#hashes.push(hash);
  }

  /** False only for a path that was not added. */
  mayHave(path: string): boolean {
    this.#sorted ??= Uint32Array.from(this.#hashes).sort();
    this.#hashes.length = 0;
    return contains(this.#sorted, Buffer.from(path).reduce(next, start));
  }
}

const newline = 0x0a;

/** FNV-1a with 32 bits. */
const start = 0x811c9dc5;

function next(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193) >>> 0;
}

function contains(sorted: Uint32Array, wanted: number): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === wanted;
}
