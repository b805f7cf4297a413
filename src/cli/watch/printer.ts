import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Answer, View } from '../output/answer.ts';
import type { OutputStyle } from '../output/output-format.ts';
import { answerText, printNames } from '../output/print-answer.ts';
import { printJson } from '../output/print-json.ts';
import type { Terminal } from '../terminal.ts';
import { Screen } from './screen.ts';
import { shownChanges } from './shown-changes.ts';

/** Prints one inventory after the other. */
export interface Printer {
  print(inventory: Inventory): void;
  /** Leaves the terminal as it was before. */
  end?(): void;
}

/** The printer for a format: a terminal is redrawn, anything else gets lines. */
export async function printerOf(view: View, style: OutputStyle, terminal: Terminal): Promise<Printer> {
  switch (style.format) {
    case 'json':
      return eachAnswer(view, bodyOf, ({ body }) => printJson(body, terminal));
    case 'yaml': {
      const { renderYaml } = await import('../output/yaml.ts');
      return eachAnswer(view, bodyOf, ({ body }) => terminal.out(`---\n${renderYaml(body)}`));
    }
    case 'name':
      return newNames(view, terminal);
    case 'jsonl':
      return eachChange(view, terminal);
    case 'table':
    case 'wide':
      return terminal.interactive ? eachText(view, style, terminal) : eachChange(view, terminal);
  }
}

/** One line for each step, as the event stream has it; the first one creates every entry. */
function eachChange(view: View, terminal: Terminal): Printer {
  let before: Inventory | undefined;
  return {
    print(inventory) {
      const set = shownChanges(view, before, inventory);
      before = inventory;
      if (set !== undefined) printJson(set, terminal);
    },
  };
}

/** The names that were not in the answer before. */
function newNames(view: View, terminal: Terminal): Printer {
  let before = new Set<string>();
  return {
    print(inventory) {
      const { names } = view.answer(inventory);
      printNames(
        names.filter((name) => !before.has(name)),
        terminal,
      );
      before = new Set(names);
    },
  };
}

function eachText(view: View, style: OutputStyle, terminal: Terminal): Printer {
  const textOf = (answer: Answer) => answerText(answer, style, terminal.colour);
  if (terminal.screen === undefined) return eachAnswer(view, textOf, (answer) => terminal.out(`${textOf(answer)}\n`));
  const screen = new Screen(terminal.screen, (text) => terminal.out(text));
  const printer = eachAnswer(view, textOf, (answer) => screen.show(textOf(answer)));
  return { ...printer, end: () => screen.leave() };
}

/** The whole answer, whenever what is compared of it is another one. */
function eachAnswer(view: View, comparedOf: (answer: Answer) => string, print: (answer: Answer) => void): Printer {
  let before: string | undefined;
  return {
    print(inventory) {
      const answer = view.answer(inventory);
      const compared = comparedOf(answer);
      if (compared === before) return;
      before = compared;
      print(answer);
    },
  };
}

/** The revision also grows with changes that the command does not show. */
function bodyOf({ body }: Answer): string {
  return JSON.stringify(body, (key, value) => (key === 'revision' ? undefined : value));
}
