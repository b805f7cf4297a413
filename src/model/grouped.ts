/** The items of a list by each of their keys, in the order of the list. */
export function grouped<T, Key>(
  items: Iterable<T>,
  keysOf: (item: T) => Iterable<Key>,
): ReadonlyMap<Key, readonly T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}
