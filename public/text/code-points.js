/**
 * The rank of a UTF-16 unit in code point order: surrogates, which encode what is above U+FFFF, come last.
 * @param {number} unit
 */
const rank = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/**
 * Orders by code point, as the service does.
 * @param {string} a
 * @param {string} b
 */
export const compareCodePoints = (a, b) => {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
};
