/** The same function, which computes its result once for each object, and forgets it with the object. */
export function oncePer<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, { readonly result: Result }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.result;
    const result = compute(key);
    known.set(key, { result });
    return result;
  };
}

/** What decides about a result besides its object: a string, or values that are compared by identity. */
export type Detail = string | readonly unknown[];

/**
 * The same function, which computes its result once for each object, and again if `detail` changes. All other arguments
 * must depend only on `detail`.
 */
export function oncePerDetail<Key extends object, Result, Given extends readonly unknown[] = []>(
  compute: (key: Key, ...given: Given) => Result,
): (key: Key, detail: Detail, ...given: Given) => Result {
  const known = new WeakMap<Key, { readonly detail: Detail; readonly result: Result }>();
  return (key, detail, ...given) => {
    const before = known.get(key);
    if (before !== undefined && isSame(before.detail, detail)) return before.result;
    const result = compute(key, ...given);
    known.set(key, { detail, result });
    return result;
  };
}

function isSame(one: Detail, other: Detail): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return hasSameItems(one, other);
}

/** Whether two lists have the same items in the same order, compared by identity. */
export function hasSameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/** The list before, if it has the same items: what is worked out once for each list is then not worked out again. */
export function keptIfSame<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  return before !== undefined && hasSameItems(before, now) ? before : now;
}

/** The same function, which computes each answer once, and keeps it as long as the function. */
export function onceEach<T>(answer: (asked: string) => T): (asked: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (asked) => {
    const found = known.get(asked) ?? { value: answer(asked) };
    known.set(asked, found);
    return found.value;
  };
}
