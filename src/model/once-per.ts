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

/** The same function, which computes its result once for each object, and again when the text given with it is another one. */
export function oncePerDetail<Key extends object, Result>(
  compute: (key: Key, detail: string) => Result,
): (key: Key, detail: string) => Result {
  const known = new WeakMap<Key, { readonly detail: string; readonly result: Result }>();
  return (key, detail) => {
    const before = known.get(key);
    if (before?.detail === detail) return before.result;
    const result = compute(key, detail);
    known.set(key, { detail, result });
    return result;
  };
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
