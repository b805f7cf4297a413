import { printable } from './printable.js';

/** @param {string} character */
const escapeCharacter = (character) => {
  if (printable(character) === character) return character.replace(/[\\']/, '\\$&');
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
};

/**
 * Quotes one word for a shell. Words of harmless characters stay unquoted. A word with invisible characters is
 * written with escapes, so that a file name can neither end a paste in a terminal nor look like another name.
 * @param {string} word
 */
export const shellQuote = (word) => {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (printable(word) !== word) return `$'${Array.from(word, escapeCharacter).join('')}'`;
  return `'${word.replaceAll("'", "'\\''")}'`;
};
