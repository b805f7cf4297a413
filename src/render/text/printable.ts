/**
 * Makes text from the host safe to print: whatever has no shape of its own, or changes how its neighbours are shown,
 * is written as `\xNN` or `\u{NNNN}`. File names, configuration values and versions are hostile input (a name may hold
 * terminal escapes, or turn the line around). A backslash stays as it is.
 */
export function printable(text: string): string {
  return text.replace(unseen, escaped);
}

/**
 * Controls, formats (bidi marks, joiners, byte order mark, tags), lone surrogates, separators, private use, all that
 * Unicode calls default-ignorable (fillers, variation selectors), and every space but the one on the keyboard.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code <= 0xff ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits.padStart(4, '0')}}`;
}
