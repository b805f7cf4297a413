/** Longest line of a manual page. */
const longestLine = 78;

/** Text of a manual page, in lines; nothing in it is read as a request or an escape. */
export function paragraph(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of escaped(text).split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > longestLine) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map(asText);
}

/** Lines that are shown as they are, such as commands. */
export function verbatim(lines: readonly string[]): string[] {
  return ['.PP', '.nf', '.RS 4', ...lines.map((line) => asText(escaped(line))), '.RE', '.fi'];
}

/** A term, and below it the text that explains it. */
export function entry(term: string, text: string): string[] {
  return ['.TP', term, ...paragraph(text)];
}

/** A word in bold, or in italics. */
export function bold(word: string): string {
  return `\\fB${escaped(word)}\\fR`;
}
export function italic(word: string): string {
  return `\\fI${escaped(word)}\\fR`;
}

/** A dash is one of ASCII, so that an option can be searched and copied. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}

/** A line that starts with a dot or an apostrophe would be a request. */
function asText(line: string): string {
  return /^['.]/.test(line) ? `\\&${line}` : line;
}
