/** What followed from a list. */
export interface Mapped<Item, Result> {
  readonly items: readonly Item[];
  /** For each item, the number of results of it and of all items before it. Absent where no item has any, or each has one. */
  readonly ends?: readonly number[];
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
    const before = known !== undefined && isNone(differenceOf(known.given, given)) ? known.mapped : undefined;
    const mapped = mappedAgain(before, items, (item) => resultsOf(item, ...given));
    if (mapped !== known?.mapped) remembered.set(memory, { given, mapped });
    return mapped.results;
  };
}

/** The same for a function that depends on more: items that are `doubtful` are mapped again, although they are the same. */
export function mappedAgain<Item, Result>(
  before: Mapped<Item, Result> = nothing,
  items: readonly Item[],
  resultsOf: (item: Item) => readonly Result[],
  isDoubtful?: (item: Item) => boolean,
): Mapped<Item, Result> {
  const difference =
    isDoubtful === undefined ? sharedDifference(before.items, items) : differenceOf(before.items, items, isDoubtful);
  return before !== nothing && isNone(difference) ? before : amended(before, items, difference, resultsOf);
}

/** The difference between two lists, found once for all that follow from them. */
function sharedDifference(before: readonly unknown[], items: readonly unknown[]): Difference {
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

/** The items between the ones that are the same, and not `doubtful`, at the beginning and at the end of both lists. */
export function differenceOf<Item>(
  before: readonly Item[],
  items: readonly Item[],
  isDoubtful?: (item: Item) => boolean,
): Difference {
  if (before === items && isDoubtful === undefined) return { start: 0, end: 0, oldEnd: 0 };
  const shorter = Math.min(before.length, items.length);
  const longer = items.length - before.length;
  let start = 0;
  while (start < shorter && items[start] === before[start]) start += 1;
  let end = items.length;
  while (end > start + Math.max(0, longer) && items[end - 1] === before[end - 1 - longer]) end -= 1;
  const first = isDoubtful === undefined ? -1 : items.findIndex(isDoubtful);
  if (isDoubtful === undefined || first === -1) return { start, end, oldEnd: end - longer };
  const last = items.findLastIndex(isDoubtful) + 1;
  const isOnlyDoubt = start === end && longer === 0;
  [start, end] = isOnlyDoubt ? [first, last] : [Math.min(start, first), Math.max(end, last)];
  return { start, end, oldEnd: end - longer };
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
  const freshEnds: number[] = [];
  for (let at = start; at < end; at += 1) {
    fresh.push(...resultsOf(items[at] as Item));
    freshEnds.push(from + fresh.length);
  }
  const old = before.results.slice(from, oldUntil);
  const results = isNone(differenceOf(old, fresh))
    ? before.results
    : before.results.slice(0, from).concat(fresh, before.results.slice(oldUntil));
  const isOneEach = hasOneEach(before) && freshEnds.every((each, at) => each === start + at + 1);
  if (results.length === 0 || isOneEach) return { items, results };
  const added = fresh.length - (oldUntil - from);
  const ends = endsOf(before);
  const shifted = ends.slice(oldEnd).map((each) => each + added);
  return { items, ends: ends.slice(0, start).concat(freshEnds, shifted), results };
}

function endsOf({ items, ends, results }: Mapped<unknown, unknown>): readonly number[] {
  return ends ?? items.map((_, at) => (results.length === 0 ? 0 : at + 1));
}

/** The number of results of the first items. */
function resultsUntil({ ends, results }: Mapped<unknown, unknown>, count: number): number {
  if (ends !== undefined) return ends[count - 1] ?? 0;
  return results.length === 0 ? 0 : count;
}

function hasOneEach({ items, ends, results }: Mapped<unknown, unknown>): boolean {
  return ends === undefined && results.length === items.length;
}
