import { displayWidth } from './display-width.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** One cell: text from the host, which is made printable here, and its colour. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** Lines with columns aligned by their width on a terminal; the last column is not padded. */
export function alignColumns(rows: readonly (readonly Cell[])[], gap = 2): string[] {
  const texts = rows.map((row) => row.map((cell) => printable(cell.text)));
  const widths = columnWidths(texts);
  return rows.map((row, at) =>
    row
      .map((cell, column) => {
        const text = texts[at]?.[column] ?? '';
        const shown = cell.paint === undefined ? text : cell.paint(text);
        const room = column === row.length - 1 ? 0 : (widths[column] ?? 0) + gap - displayWidth(text);
        return shown + ' '.repeat(room);
      })
      .join('')
      .trimEnd(),
  );
}

function columnWidths(texts: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of texts) {
    row.forEach((text, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(text));
    });
  }
  return widths;
}
