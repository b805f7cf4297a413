import { observeOnce } from '../discovery/observe-once.ts';
import { UsageError } from '../errors.ts';
import { processesAnswer } from '../render/answers.ts';
import { renderProcesses } from '../render/text/processes.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { openHost } from './host.ts';
import { printJson } from './print-json.ts';
import { printNotes } from './print-notes.ts';
import type { Terminal } from './terminal.ts';

/** `shimdex ps`: the shim processes, and the containers that they serve. */
export async function ps(
  settings: ObserveSettings,
  { json = false, output = 'table' }: { readonly json?: boolean; readonly output?: string },
  terminal: Terminal,
): Promise<number> {
  if (output !== 'table' && output !== 'json') {
    throw new UsageError(`Cannot use -o ${JSON.stringify(output)}: write table or json`);
  }
  const { inventory } = await observeOnce(openHost(settings), settings);
  if (json || output === 'json') printJson(processesAnswer(inventory), terminal);
  else {
    terminal.out(renderProcesses(inventory, terminal.colour));
    printNotes(inventory, terminal);
  }
  return 0;
}
