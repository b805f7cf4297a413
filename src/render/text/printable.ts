/**
 * Makes text from the host safe to print: invisible characters, and characters that change how others are shown, are
 * written as `\xNN` or `\u{NNNN}`. File names, configuration values and versions are hostile input: a name may contain
 * terminal escapes or reverse the line. A backslash is unchanged.
 */
export function printable(text: string): string {
  return plain.test(text) ? text : withoutUnseen(text);
}

/** Most texts are ASCII, and the other expression takes long to compile. */
const plain = /^[\x20-\x7e]*$/;

/**
 * Escapes control and format characters (bidi marks, joiners, byte order mark, tags), lone surrogates, separators, private
 * use, default-ignorable characters (fillers, variation selectors), and every space except U+0020.
 */
function withoutUnseen(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code <= 0xff ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits.padStart(4, '0')}}`;
}
