/**
 * A count and its noun, in the plural where needed.
 * @param {number} count
 * @param {string} noun
 */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;

/** An id that is longer is not one that somebody chose. */
const longestName = 40;

/**
 * As the clients of containers show an id: 12 characters of a long one, and any other name whole.
 * @param {string} id
 */
export const shortId = (id) => (id.length > longestName ? id.slice(0, 12) : id);

/** What every section says of a host without containerd. */
export const noContainerd = 'containerd is not installed';

/** Codes that are not readable as words. */
const phrases = new Map([
  ['no-containerd', noContainerd],
  ['docker-config-refused', 'configuration refused'],
  ['dangling-symlink', 'broken symlink'],
  ['unreadable-directory', 'in an unreadable directory'],
  ['is-directory', 'a directory'],
  ['not-regular-file', 'not a regular file'],
]);

/**
 * The words for a state code: `not-executable` reads "not executable".
 * @param {string} code
 */
export const words = (code) =>
  phrases.get(code) ?? code.replaceAll('-', ' ').replace(/^(?:cri|oci)\b/, (name) => name.toUpperCase());

/**
 * A text that begins with a capital letter, or with the name of containerd, which has none.
 * @param {string} text
 */
export const sentence = (text) =>
  text.startsWith('containerd ') ? text : text.charAt(0).toUpperCase() + text.slice(1);

/**
 * A text inside a sentence: it does not begin with a capital letter, unless that is part of a name.
 * @param {string} text
 */
export const inSentence = (text) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
