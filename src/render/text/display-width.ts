/** Width of printable text in terminal cells: 0 for combining marks, 2 for East Asian wide characters and emoji. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += mark.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

const plain = /^[\x20-\x7e]*$/;
const mark = /^[\p{Mn}\p{Me}]$/u;
/** The Wide blocks of UAX #11 and fullwidth forms; accurate enough for columns. */
const wide =
  /^(?:\p{Emoji_Presentation}|[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{33ff}\u{3400}-\u{4dbf}\u{4e00}-\u{9fff}\u{a000}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{20000}-\u{3fffd}])$/u;
