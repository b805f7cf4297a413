import { isNone, sharedDifference } from '../model/item-by-item.ts';
import { placeIn } from '../model/place-in.ts';
import { compareCodePoints, sortedByCodePoint } from './code-points.ts';

interface Ordered<Item> {
  readonly items: readonly Item[];
  readonly sorted: readonly Item[];
}

/** So many items are taken out or put in one by one; with more, sorting everything again is faster. */
const mostMoved = 32;

/**
 * `sortedByCodePoint` for lists that change little from one time to the next. Each item is in the list once. What was sorted is
 * remembered with `memory`, and forgotten with it.
 */
export function keptInOrder<Item>(
  key: (item: Item) => string,
): (memory: object, items: readonly Item[]) => readonly Item[] {
  const remembered = new WeakMap<object, Ordered<Item>>();
  return (memory, items) => {
    const before = remembered.get(memory);
    const sorted = before === undefined ? sortedByCodePoint(items, key) : sortedAgain(before, items, key);
    remembered.set(memory, { items, sorted });
    return sorted;
  };
}

function sortedAgain<Item>(
  before: Ordered<Item>,
  items: readonly Item[],
  key: (item: Item) => string,
): readonly Item[] {
  const difference = sharedDifference(before.items, items);
  if (isNone(difference)) return before.sorted;
  const { start, end, oldEnd } = difference;
  if (Math.max(end, oldEnd) - start > mostMoved) return sortedByCodePoint(items, key);
  const sorted = [...before.sorted];
  for (const item of before.items.slice(start, oldEnd)) {
    const behind = placeOf(item, sorted, key);
    sorted.splice(sorted.lastIndexOf(item, behind), 1);
  }
  for (const item of items.slice(start, end)) sorted.splice(placeOf(item, sorted, key), 0, item);
  return sorted;
}

/** Where an item belongs: behind everything that is not greater. */
function placeOf<Item>(item: Item, sorted: readonly Item[], key: (item: Item) => string): number {
  return placeIn(sorted, (other) => compareCodePoints(key(other), key(item)) <= 0);
}
