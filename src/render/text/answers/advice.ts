import type { Advice } from '../../../model/inventory/advice.ts';
import type { Palette } from '../paint.ts';
import { printable } from '../printable.ts';

/**
 * What to do, as lines below an answer: each sentence after an arrow, then what to write, then the command that loads it. A step
 * that follows another one has no arrow.
 */
export function adviceLines(advice: readonly Advice[], colours: Palette): string[] {
  return advice.flatMap(({ text, command, file, snippet }) => [
    `${text.startsWith('Then ') ? '  ' : '->'} ${printable(text)}`,
    ...snippetLines(file, snippet, colours),
    ...(command === undefined ? [] : [`   ${colours.dim('$')} ${printable(command)}`]),
  ]);
}

function snippetLines(file: string | undefined, snippet: string | undefined, colours: Palette): string[] {
  if (snippet === undefined) return file === undefined ? [] : [`   ${colours.dim('in')} ${printable(file)}`];
  const title = file === undefined ? [] : [`   ${colours.dim('in')} ${printable(file)}`];
  return [
    ...title,
    ...snippet
      .trimEnd()
      .split('\n')
      .map((line) => `     ${printable(line)}`),
  ];
}
