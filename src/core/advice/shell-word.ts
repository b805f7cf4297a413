import { isPrintableInGo } from '../go/printable.ts';

/**
 * Quotes one word for a shell. A word with invisible characters is written with escapes, so that a file name of the host
 * can neither end a paste in a terminal nor look like another name.
 */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  const characters = Array.from(word);
  if (characters.every(isPrintableInGo)) return `'${word.replaceAll("'", "'\\''")}'`;
  return `$'${characters.map(escaped).join('')}'`;
}

function escaped(character: string): string {
  if (isPrintableInGo(character)) return character.replace(/[\\']/, '\\$&');
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
