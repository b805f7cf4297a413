/**
 * A deep copy that nobody can change. What is served is a copy, so that the observation it came from stays its
 * owner's; members named `__proto__` are copied as the ordinary members they are.
 */
export function frozenCopy<T>(value: T): T;
export function frozenCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item) => frozenCopy(item)));
  if (typeof value !== 'object' || value === null || copies.has(value)) return value;
  const copy: Record<string, unknown> = {};
  // Not Object.fromEntries, which is slower: every look copies what it found.
  for (const [key, item] of Object.entries(value)) setMember(copy, key, frozenCopy(item));
  copies.add(Object.freeze(copy));
  return copy;
}

/** Objects that it made; a copy of a copy is the same object. */
const copies = new WeakSet<object>();

/** An assignment to `__proto__` would set the prototype. */
function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true });
  else object[key] = value;
}

/** A frozen list of the same items. */
export function frozenList<T>(items: readonly T[]): T[] {
  const list = [...items];
  Object.freeze(list);
  return list;
}
