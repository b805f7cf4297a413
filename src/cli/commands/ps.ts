import { observeOnce } from '../../discovery/observe-once.ts';
import { processesAnswer } from '../../render/answers.ts';
import { renderProcesses } from '../../render/text/answers/processes.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import { type FormatOptions, outputFormat } from '../output/output-format.ts';
import { printJson } from '../output/print-json.ts';
import { printNotes } from '../output/print-notes.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex ps`: the shim processes, and the containers that they serve. */
export async function ps(settings: ObserveSettings, options: FormatOptions, terminal: Terminal): Promise<number> {
  const format = outputFormat(options, ['table', 'json']);
  const { inventory } = await observeOnce(openHost(settings), settings);
  if (format === 'json') printJson(processesAnswer(inventory), terminal);
  else {
    terminal.out(renderProcesses(inventory, terminal.colour));
    printNotes(inventory, terminal);
  }
  return 0;
}
