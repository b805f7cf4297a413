import { processesAnswer } from '../../render/answers.ts';
import { renderProcesses } from '../../render/text/answers/processes.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { View } from '../output/answer.ts';
import { withNotes } from '../output/print-answer.ts';
import { printView, type WatchOptions } from '../output/print-view.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex ps`: the shim processes, and the containers that they serve. */
export async function ps(settings: ObserveSettings, options: WatchOptions, terminal: Terminal): Promise<number> {
  return printView(view, settings, options, terminal);
}

const view: View = {
  answer: (inventory) => ({
    body: processesAnswer(inventory),
    entries: inventory.processes,
    names: inventory.processes.flatMap(({ containers }) => containers.map(({ id }) => id)),
    text: (style) => withNotes(renderProcesses(inventory, style), inventory),
  }),
  kinds: ['process', 'source'],
  members: [],
  shown: (inventory) => inventory,
};
