import type { Meaning, MeaningPart } from '../../../model/inventory/meaning.ts';
import { displayWidth } from '../display-width.ts';
import { palette } from '../paint.ts';
import { alignColumns } from '../table.ts';

/** A terminal with `columns`. */
interface MeaningStyle {
  readonly colour: boolean;
  readonly columns: number;
}

/** Longer lines are hard to read. */
const longestLine = 100;

/** What a finding means, with lines that fit the terminal. Ends in a line break. */
export function renderMeaning(code: string, meaning: Meaning, { colour, columns }: MeaningStyle): string {
  const width = Math.min(columns, longestLine);
  const parts = meaning.map((part) => linesOf(part, width).join('\n'));
  return `${[palette(colour).bold(code), ...parts].join('\n\n')}\n`;
}

function linesOf(part: MeaningPart, width: number): readonly string[] {
  switch (part.kind) {
    case 'paragraph':
      return wrap(part.text, width);
    case 'list':
      return part.items.flatMap((item) =>
        wrap(item, width - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`),
      );
    case 'table':
      return alignColumns(part.rows.map((row) => row.map((text) => ({ text }))));
  }
}

/** Breaks a text between words. Code stays on one line, so that it can be copied. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.match(/(?:`[^`]*`|\S)+/g) ?? []) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
