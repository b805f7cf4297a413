/** Colours printable text for a terminal, or returns it unchanged. */
export type Paint = (text: string) => string;

/** The styles of the command line; without colour they return text unchanged. */
export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
}

/** The palette with or without colour. */
export function palette(colour: boolean): Palette {
  const paint = (on: number, off: number): Paint =>
    colour ? (text) => (text === '' ? text : `\u001b[${on}m${text}\u001b[${off}m`) : (text) => text;
  return { bold: paint(1, 22), dim: paint(2, 22), good: paint(32, 39), bad: paint(31, 39), warn: paint(33, 39) };
}
