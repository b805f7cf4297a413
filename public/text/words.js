/**
 * A count and its noun, in the plural where needed.
 * @param {number} count
 * @param {string} noun
 */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * The words for a state code: `not-executable` reads "not executable".
 * @param {string} code
 */
export const words = (code) => code.replaceAll('-', ' ').replace(/^oci\b/, 'OCI');

/**
 * A text that begins with a capital letter.
 * @param {string} text
 */
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
