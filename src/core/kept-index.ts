import { differenceOf } from '../model/item-by-item.ts';

/** A list by keys that are each there once, for lists that change little from one time to the next. */
export class KeptIndex<Item> {
  readonly #key: (item: Item) => string;
  #items: readonly Item[] = [];
  readonly #index = new Map<string, Item>();

  constructor(key: (item: Item) => string) {
    this.#key = key;
  }

  /** The items by their keys. It is the same map each time, and holds until the next call. */
  of(items: readonly Item[]): ReadonlyMap<string, Item> {
    const { start, end, oldEnd } = differenceOf(this.#items, items);
    for (const item of this.#items.slice(start, oldEnd)) this.#index.delete(this.#key(item));
    for (const item of items.slice(start, end)) this.#index.set(this.#key(item), item);
    this.#items = items;
    return this.#index;
  }
}
