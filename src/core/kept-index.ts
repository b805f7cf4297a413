import { differenceOf, type Mapped, mappedAgain } from '../model/item-by-item.ts';

/** Items by keys that are each there once. */
export interface Index<Item> {
  readonly get: (key: string) => Item | undefined;
  /** The keys of items that came, went or changed since the index before. */
  readonly changed: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** Makes indexes of lists that change little from one time to the next. An index holds until the next one is made. */
export class KeptIndex<Item> implements Index<Item> {
  readonly #key: (item: Item) => string;
  #items: readonly Item[] = [];
  #changed = none;
  readonly #index = new Map<string, Item>();

  constructor(key: (item: Item) => string) {
    this.#key = key;
  }

  get changed(): ReadonlySet<string> {
    return this.#changed;
  }

  get(key: string): Item | undefined {
    return this.#index.get(key);
  }

  of(items: readonly Item[]): Index<Item> {
    this.#changed = none;
    if (items === this.#items) return this;
    const { start, end, oldEnd } = differenceOf(this.#items, items);
    const gone = this.#items.slice(start, oldEnd).map(this.#key);
    for (const key of gone) this.#index.delete(key);
    const added = items.slice(start, end);
    for (const item of added) this.#index.set(this.#key(item), item);
    this.#items = items;
    this.#changed = new Set([...gone, ...added.map(this.#key)]);
    return this;
  }
}

/**
 * `itemByItem` for what follows from an item and from what an index has under its key. Call it each time you build a new
 * index.
 */
export function itemByIndex<Item, Found, Result>(
  resultsOf: (item: Item, found: Found | undefined) => readonly Result[],
  keyOf: (item: Item) => string,
): (memory: object, items: readonly Item[], index: Index<Found>) => readonly Result[] {
  const remembered = new WeakMap<object, Mapped<Item, Result>>();
  return (memory, items, index) => {
    const isDoubtful = (item: Item) => index.changed.has(keyOf(item));
    const mapped = mappedAgain(
      remembered.get(memory),
      items,
      (item) => resultsOf(item, index.get(keyOf(item))),
      isDoubtful,
    );
    remembered.set(memory, mapped);
    return mapped.results;
  };
}
