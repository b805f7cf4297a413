/** What followed from a list. */
export interface Mapped<Item, Result> {
  readonly items: readonly Item[];
  /** For each item, the number of its results. Absent where no item has any, or each has one. */
  readonly counts?: readonly number[];
  readonly results: readonly Result[];
}

/** The part of a list that is not as before: from `start` to `end` now, to `oldEnd` before. */
interface Difference {
  readonly start: number;
  readonly end: number;
  readonly oldEnd: number;
}

const nothing: Mapped<never, never> = { items: [], results: [] };

/**
 * A `flatMap` for lists that change little from one time to the next. Items that are the same objects as before, at the
 * beginning and at the end of the list, keep their results; so one new item costs as much among thousands as among few.
 *
 * `resultsOf` may depend only on the item and on `given`, which are compared by identity. What was mapped is remembered
 * with `memory`, and forgotten with it. The same results are the same list.
 */
export function itemByItem<Item, Result, Given extends readonly unknown[] = []>(
  resultsOf: (item: Item, ...given: Given) => readonly Result[],
): (memory: object, items: readonly Item[], ...given: Given) => readonly Result[] {
  const remembered = new WeakMap<object, { readonly given: Given; readonly mapped: Mapped<Item, Result> }>();
  return (memory, items, ...given) => {
    const known = remembered.get(memory);
    const before = known !== undefined && isSameList(known.given, given) ? known.mapped : undefined;
    const mapped = mappedAgain(before, items, (item) => resultsOf(item, ...given));
    if (mapped !== known?.mapped) remembered.set(memory, { given, mapped });
    return mapped.results;
  };
}

/** Items that may lead to other results than before, although they are the same. Ones that are not in the list do not count. */
export type Doubtful<Item> = readonly Item[] | 'all';

/** The same for a function that depends on more: `doubtful` items are mapped again. */
export function mappedAgain<Item, Result>(
  before: Mapped<Item, Result> = nothing,
  items: readonly Item[],
  resultsOf: (item: Item) => readonly Result[],
  doubtful: Doubtful<Item> = [],
): Mapped<Item, Result> {
  const same = sharedDifference(before.items, items);
  const difference = doubtful.length === 0 ? same : withDoubt(same, before.items, items, doubtful);
  return before !== nothing && isNone(difference) ? before : amended(before, items, difference, resultsOf);
}

/** `differenceOf`, found once for all that follow from both lists. */
export function sharedDifference(before: readonly unknown[], items: readonly unknown[]): Difference {
  if (before === items) return { start: 0, end: 0, oldEnd: 0 };
  const known = differences.get(items);
  if (known?.before === before) return known.difference;
  const difference = differenceOf(before, items);
  // Otherwise each list would keep the one before it.
  differences.delete(before);
  differences.set(items, { before, difference });
  return difference;
}

const differences = new WeakMap<
  readonly unknown[],
  { readonly before: readonly unknown[]; readonly difference: Difference }
>();

/** The items between the ones that are the same at the beginning and at the end of both lists. */
export function differenceOf(before: readonly unknown[], items: readonly unknown[]): Difference {
  const shorter = Math.min(before.length, items.length);
  const longer = items.length - before.length;
  let start = 0;
  while (start < shorter && items[start] === before[start]) start += 1;
  let end = items.length;
  while (end > start + Math.max(0, longer) && items[end - 1] === before[end - 1 - longer]) end -= 1;
  return { start, end, oldEnd: end - longer };
}

/** The difference, widened to the items that are doubtful. */
function withDoubt<Item>(
  difference: Difference,
  before: readonly Item[],
  items: readonly Item[],
  doubtful: Doubtful<Item>,
): Difference {
  if (doubtful === 'all') return { start: 0, end: items.length, oldEnd: before.length };
  const { first, last } = spanOf(items, doubtful);
  if (first === -1) return difference;
  const longer = items.length - before.length;
  const start = isNone(difference) ? first : Math.min(difference.start, first);
  const end = isNone(difference) ? last + 1 : Math.max(difference.end, last + 1);
  return { start, end, oldEnd: end - longer };
}

/** So many items are looked for one by one; with more, a set of them is faster. */
const mostSought = 16;

/** Where the first and the last of some items are; -1 where the list has none of them. */
function spanOf<Item>(
  items: readonly Item[],
  some: readonly Item[],
): { readonly first: number; readonly last: number } {
  if (some.length > mostSought) {
    const sought = new Set(some);
    const isSought = (item: Item) => sought.has(item);
    return { first: items.findIndex(isSought), last: items.findLastIndex(isSought) };
  }
  const positions = some.flatMap((item) => [items.indexOf(item), items.lastIndexOf(item)]).filter((at) => at >= 0);
  return positions.length === 0
    ? { first: -1, last: -1 }
    : { first: Math.min(...positions), last: Math.max(...positions) };
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && (one.length === 0 || one.every((item, at) => item === other[at]));
}

export function isNone({ start, end, oldEnd }: Difference): boolean {
  return start === end && start === oldEnd;
}

/** What follows from the items, where only the ones in the difference are worked out. */
function amended<Item, Result>(
  before: Mapped<Item, Result>,
  items: readonly Item[],
  { start, end, oldEnd }: Difference,
  resultsOf: (item: Item) => readonly Result[],
): Mapped<Item, Result> {
  const from = resultsUntil(before, start);
  const oldUntil = resultsUntil(before, oldEnd);
  const fresh: Result[] = [];
  const freshCounts: number[] = [];
  for (let at = start; at < end; at += 1) {
    const own = resultsOf(items[at] as Item);
    fresh.push(...own);
    freshCounts.push(own.length);
  }
  const old = before.results.slice(from, oldUntil);
  const results = isSameList(old, fresh)
    ? before.results
    : before.results.slice(0, from).concat(fresh, before.results.slice(oldUntil));
  const isOneEach = hasOneEach(before) && freshCounts.every((count) => count === 1);
  if (results.length === 0 || isOneEach) return { items, results };
  const counts = countsOf(before);
  return { items, counts: counts.slice(0, start).concat(freshCounts, counts.slice(oldEnd)), results };
}

function countsOf({ items, counts, results }: Mapped<unknown, unknown>): readonly number[] {
  return counts ?? items.map(() => (results.length === 0 ? 0 : 1));
}

/** The number of results of the first items; counted from the nearer end. */
function resultsUntil({ counts, results }: Mapped<unknown, unknown>, length: number): number {
  if (counts === undefined) return results.length === 0 ? 0 : length;
  if (length > counts.length / 2) return results.length - sum(counts, length, counts.length);
  return sum(counts, 0, length);
}

function sum(numbers: readonly number[], start: number, end: number): number {
  let total = 0;
  for (let at = start; at < end; at += 1) total += numbers[at] ?? 0;
  return total;
}

function hasOneEach({ items, counts, results }: Mapped<unknown, unknown>): boolean {
  return counts === undefined && results.length === items.length;
}
