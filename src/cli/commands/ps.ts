import { observeOnce } from '../../discovery/observe-once.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { processesAnswer } from '../../render/answers.ts';
import { renderProcesses } from '../../render/text/answers/processes.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import type { Answer } from '../output/answer.ts';
import { type FormatOptions, outputStyle } from '../output/output-format.ts';
import { printAnswer, withNotes } from '../output/print-answer.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex ps`: the shim processes, and the containers that they serve. */
export async function ps(settings: ObserveSettings, options: FormatOptions, terminal: Terminal): Promise<number> {
  const style = outputStyle(options);
  const { inventory } = await observeOnce(openHost(settings), settings);
  await printAnswer(psAnswer(inventory), style, terminal);
  return 0;
}

function psAnswer(inventory: Inventory): Answer {
  return {
    body: processesAnswer(inventory),
    entries: inventory.processes,
    names: inventory.processes.flatMap(({ containers }) => containers.map(({ id }) => id)),
    text: (style) => withNotes(renderProcesses(inventory, style), inventory),
  };
}
