/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one word into another; undefined when more than
 * `limit` are needed.
 */
export function editDistance(from: string, to: string, limit: number): number | undefined {
  if (Math.abs(from.length - to.length) > limit) return undefined;
  return new DistanceTable(from, limit).distanceTo(to);
}

/**
 * The distances of one word to others, each compared after the other.
 *
 * The table has a row for each first letters of the other word, and a column for each first letters of the one word. Only
 * the middle of a row, where a distance may be within the limit, is filled in; the rest counts as too far. The next word
 * keeps the rows of the letters that it begins with, too.
 */
export class DistanceTable {
  readonly #from: string;
  readonly #limit: number;
  readonly #tooFar: number;
  readonly #width: number;
  readonly #cells: Uint8Array;
  /** The least distance in each row. */
  readonly #least: number[] = [0];
  /** How many rows are filled in for the word that was compared last, in addition to the first row. */
  #rows = 0;

  constructor(from: string, limit: number) {
    this.#from = from;
    this.#limit = limit;
    this.#tooFar = limit + 1;
    this.#width = from.length + 1;
    this.#cells = new Uint8Array(this.#width * (this.#width + limit)).fill(this.#tooFar);
    for (let column = 0; column <= Math.min(limit, from.length); column++) this.#cells[column] = column;
  }

  /** Keeps the rows of so many letters, which the next word has in common with the last one. */
  keep(letters: number): void {
    this.#rows = Math.min(this.#rows, letters);
  }

  /** The distance; undefined beyond the limit. Without `keep()`, the word has to begin as the last one did. */
  distanceTo(word: string): number | undefined {
    if (Math.abs(this.#from.length - word.length) > this.#limit) return undefined;
    while (this.#rows < word.length) {
      if (this.#isTooFar()) return undefined;
      this.#rows += 1;
      this.#least[this.#rows] = this.#fill(this.#rows, word);
    }
    const distance = this.#at(word.length, this.#from.length);
    return distance > this.#limit ? undefined : distance;
  }

  /** Whether no further letter leads back. A swap leads from the row before the last one, so both have to be too far. */
  #isTooFar(): boolean {
    const last = this.#least[this.#rows] ?? 0;
    return last > this.#limit && (this.#least[this.#rows - 1] ?? 0) >= this.#limit;
  }

  /** Fills in one row, and gives the least distance in it. */
  #fill(row: number, word: string): number {
    const end = Math.min(this.#from.length, row + this.#limit);
    let least = this.#tooFar;
    for (let column = Math.max(0, row - this.#limit); column <= end; column++) {
      const distance = column === 0 ? row : this.#distance(row, column, word);
      this.#cells[row * this.#width + column] = Math.min(distance, this.#tooFar);
      if (distance < least) least = distance;
    }
    return least;
  }

  #distance(row: number, column: number, word: string): number {
    const letter = word.charCodeAt(row - 1);
    const own = this.#from.charCodeAt(column - 1);
    const replaced = this.#at(row - 1, column - 1) + (letter === own ? 0 : 1);
    const changed = Math.min(replaced, this.#at(row - 1, column) + 1, this.#at(row, column - 1) + 1);
    if (row === 1 || column === 1) return changed;
    const isSwap = letter === this.#from.charCodeAt(column - 2) && own === word.charCodeAt(row - 2);
    return isSwap ? Math.min(changed, this.#at(row - 2, column - 2) + 1) : changed;
  }

  #at(row: number, column: number): number {
    return this.#cells[row * this.#width + column] ?? this.#tooFar;
  }
}
