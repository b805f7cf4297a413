import { oncePer } from '../../model/once-per.ts';
import { DistanceTable } from '../edit-distance.ts';

/**
 * Finds the words of a list that are nearly another word.
 *
 * The words are sorted, so that neighbours begin alike and share the table of their distances as far as they do. Words
 * whose beginning is already too far away are passed over together, and most of a long list is never compared.
 */
export class SimilarWords {
  readonly #words: readonly string[];
  /** How many first letters each word has in common with the word before it. */
  readonly #shared: readonly number[];

  constructor(words: Iterable<string>) {
    const sorted = [...new Set(words)].sort();
    this.#words = sorted;
    this.#shared = sorted.map((word, index) => sharedLetters(sorted[index - 1] ?? '', word));
  }

  /** Each word that is at most `limit` edits away from `asked`, with its distance. */
  near(asked: string, limit: number): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    const table = new DistanceTable(asked, limit);
    for (const [index, word] of this.#words.entries()) {
      table.keep(this.#shared[index] ?? 0);
      const distance = table.distanceTo(word);
      if (distance !== undefined) found.set(word, distance);
    }
    return found;
  }
}

/** The keys of a map, to be searched; many questions are asked about one map. */
export const similarKeys = oncePer((map: ReadonlyMap<string, unknown>) => new SimilarWords(map.keys()));

function sharedLetters(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
