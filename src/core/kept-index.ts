import { type Mapped, mappedAgain, sharedDifference } from '../model/item-by-item.ts';
import { oncePer } from '../model/once-per.ts';

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
    const { start, end, oldEnd } = sharedDifference(this.#items, items);
    const gone = this.#items.slice(start, oldEnd).map(this.#key);
    for (const key of gone) this.#index.delete(key);
    const added = items.slice(start, end);
    for (const item of added) this.#index.set(this.#key(item), item);
    this.#items = items;
    this.#changed = new Set([...gone, ...added.map(this.#key)]);
    return this;
  }
}

/** Finds items by keys that several of them may have, in a list that changes little from one time to the next. */
export class KeptGroups<Item> {
  readonly #key: (item: Item) => string;
  #items: readonly Item[] = [];
  readonly #groups = new Map<string, readonly Item[]>();

  constructor(key: (item: Item) => string) {
    this.#key = key;
  }

  /** The items of the list with one of these keys. */
  with(keys: ReadonlySet<string>, items: readonly Item[]): readonly Item[] {
    this.#take(items);
    return [...keys].flatMap((key) => this.#groups.get(key) ?? []);
  }

  #take(items: readonly Item[]): void {
    const { start, end, oldEnd } = sharedDifference(this.#items, items);
    for (const item of this.#items.slice(start, oldEnd)) {
      const key = this.#key(item);
      const others = without(this.#groups.get(key) ?? [], item);
      if (others.length === 0) this.#groups.delete(key);
      else this.#groups.set(key, others);
    }
    for (const item of items.slice(start, end)) {
      const key = this.#key(item);
      this.#groups.set(key, [...(this.#groups.get(key) ?? []), item]);
    }
    this.#items = items;
  }
}

/** A list may have the same item several times. */
function without<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.toSpliced(items.indexOf(item), 1);
}

/** `itemByItem` for what follows from more than an item, where the keys of the items that may lead to other results are known. */
export class KeptResults<Item, Result> {
  readonly #groups: KeptGroups<Item>;
  #mapped: Mapped<Item, Result> | undefined;

  constructor(key: (item: Item) => string) {
    this.#groups = new KeptGroups(key);
  }

  /** The results of all items; items with a `changed` key are mapped again. Undefined: all items. */
  of(
    items: readonly Item[],
    resultsOf: (item: Item) => readonly Result[],
    changed: ReadonlySet<string> | undefined,
  ): readonly Result[] {
    const doubtful = changed === undefined ? 'all' : this.#groups.with(changed, items);
    this.#mapped = mappedAgain(this.#mapped, items, resultsOf, doubtful);
    return this.#mapped.results;
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
  const keptFor = oncePer((_: object) => new KeptResults<Item, Result>(keyOf));
  return (memory, items, index) =>
    keptFor(memory).of(items, (item) => resultsOf(item, index.get(keyOf(item))), index.changed);
}
