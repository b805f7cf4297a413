/**
 * Orders two texts by Unicode code point, as Go and `LC_ALL=C sort` do.
 *
 * JavaScript's own `<` compares UTF-16 units and puts U+10000 and above before U+E000 to U+FFFF; a locale's order
 * depends on the machine.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** A copy of `items`, sorted by the code points of what `key` takes from each. */
export function sortedByCodePoint<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareCodePoints(key(a), key(b)));
}

/** Moves surrogates, which stand for the code points above U+FFFF, behind U+E000 to U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
