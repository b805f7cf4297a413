import { handlersAnswer } from '../../render/answers.ts';
import { renderHandlers } from '../../render/text/answers/handlers.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { View } from '../output/answer.ts';
import { withNotes } from '../output/print-answer.ts';
import { printView, type WatchOptions } from '../output/print-view.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex handlers`: the CRI runtime handlers, each resolved. */
export async function handlers(settings: ObserveSettings, options: WatchOptions, terminal: Terminal): Promise<number> {
  return printView(view, settings, options, terminal);
}

const view: View = {
  answer: (inventory) => ({
    body: handlersAnswer(inventory),
    entries: inventory.handlers,
    names: inventory.handlers.map(({ handler }) => handler),
    text: (style) => withNotes(renderHandlers(inventory, style), inventory),
  }),
  kinds: ['handler', 'source'],
  members: ['cri', 'defaultHandler'],
  shown: (inventory) => inventory,
};
