import type { Paint } from './paint.ts';
import type { Cell } from './table.ts';

/** How an answer is printed as text. */
export interface TextStyle {
  readonly colour: boolean;
  /** More columns, and nothing shortened. */
  readonly wide?: boolean;
  /** `false` leaves out the titles of the columns. */
  readonly headers?: boolean;
}

/** The row with the titles of the columns; no row where the style leaves it out. */
export function titleRow(titles: readonly string[], { headers = true }: TextStyle, paint: Paint): Cell[][] {
  return headers ? [titles.map((text) => ({ text, paint }))] : [];
}
