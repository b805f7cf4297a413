/** Puts a terminal colour round printable text, or leaves it as it is. */
export type Paint = (text: string) => string;

/** The few colours the command line uses; all of them leave text alone unless colour is wanted. */
export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
}

/** The palette for a terminal, or the one that paints nothing. */
export function palette(colour: boolean): Palette {
  const paint = (on: number, off: number): Paint =>
    colour ? (text) => (text === '' ? text : `\u001b[${on}m${text}\u001b[${off}m`) : (text) => text;
  return { bold: paint(1, 22), dim: paint(2, 22), good: paint(32, 39), bad: paint(31, 39), warn: paint(33, 39) };
}
