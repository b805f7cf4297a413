import { displayWidth } from './display-width.ts';

/** Size of a terminal, in cells. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The lines of a text that fit on a screen, each cut at the right edge. The last one says how many are left out. */
export function fitScreen(text: string, { columns, rows }: ScreenSize): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length <= rows) return lines.map((line) => cut(line, columns));
  const shown = lines.slice(0, Math.max(rows - 1, 0));
  return [...shown, `and ${lines.length - shown.length} more lines`].map((line) => cut(line, columns));
}

/** Colours have no width, and the ones that end behind the edge are kept. The text has no other control character. */
function cut(line: string, columns: number): string {
  let room = columns;
  return line.replace(/\p{Cc}\[[\d;]*m|./gu, (part) => {
    if (part.startsWith('\u001b')) return part;
    room -= displayWidth(part);
    return room < 0 ? '' : part;
  });
}
