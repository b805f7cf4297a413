// C0, DEL, C1, soft hyphen, Arabic letter mark, zero-width and direction marks, separators, BOM, tags, lone surrogates.
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: hostile names hold them.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** @param {string} character */
const escapeCharacter = (character) => {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code === 0x09) return '\\t';
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/**
 * Makes invisible characters visible: control, direction and zero-width characters become escapes.
 * @param {string} text
 */
export const printable = (text) => text.replace(hidden, escapeCharacter);
