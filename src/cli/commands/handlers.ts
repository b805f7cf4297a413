import { observeOnce } from '../../discovery/observe-once.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { handlersAnswer } from '../../render/answers.ts';
import { renderHandlers } from '../../render/text/answers/handlers.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import type { Answer } from '../output/answer.ts';
import { type FormatOptions, outputStyle } from '../output/output-format.ts';
import { printAnswer, withNotes } from '../output/print-answer.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex handlers`: the CRI runtime handlers, each resolved. */
export async function handlers(settings: ObserveSettings, options: FormatOptions, terminal: Terminal): Promise<number> {
  const style = outputStyle(options);
  const { inventory } = await observeOnce(openHost(settings), settings);
  await printAnswer(handlersAnswerOf(inventory), style, terminal);
  return 0;
}

function handlersAnswerOf(inventory: Inventory): Answer {
  return {
    body: handlersAnswer(inventory),
    entries: inventory.handlers,
    names: inventory.handlers.map(({ handler }) => handler),
    text: (style) => withNotes(renderHandlers(inventory, style), inventory),
  };
}
