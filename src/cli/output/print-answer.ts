import type { Inventory } from '../../model/inventory/inventory.ts';
import { renderSourceNotes } from '../../render/text/answers/source-notes.ts';
import { printable } from '../../render/text/printable.ts';
import type { Terminal } from '../terminal.ts';
import type { Answer } from './answer.ts';
import type { OutputStyle } from './output-format.ts';
import { printJson } from './print-json.ts';

/** Prints an answer in the form that was chosen. */
export async function printAnswer(answer: Answer, style: OutputStyle, terminal: Terminal): Promise<void> {
  switch (style.format) {
    case 'json':
      return printJson(answer.body, terminal);
    case 'jsonl':
      for (const entry of answer.entries) printJson(entry, terminal);
      return;
    case 'name':
      return printNames(answer.names, terminal);
    case 'yaml': {
      // Loaded only by the ones who ask for it.
      const { renderYaml } = await import('./yaml.ts');
      return terminal.out(renderYaml(answer.body));
    }
    case 'table':
    case 'wide':
      terminal.out(answerText(answer, style, terminal.colour));
  }
}

/** The text of an answer for people. */
export function answerText(answer: Answer, { format, headers }: OutputStyle, colour: boolean): string {
  return answer.text({ wide: format === 'wide', headers, colour });
}

/** One name on each line. A line break in a name is escaped, so that a hostile name does not become two. */
export function printNames(names: readonly string[], terminal: Terminal): void {
  terminal.out(names.map((name) => `${printable(name)}\n`).join(''));
}

/** A text, and below it what it rests on: sources that were not read as they should be, and assumptions. */
export function withNotes(text: string, inventory: Inventory): string {
  const notes = renderSourceNotes(inventory);
  return notes === '' ? text : `${text}\n${notes}`;
}
