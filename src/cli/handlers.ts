import { observeOnce } from '../discovery/observe-once.ts';
import { UsageError } from '../errors.ts';
import { handlersAnswer } from '../render/answers.ts';
import { renderHandlers } from '../render/text/handlers.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { openHost } from './host.ts';
import { printJson } from './print-json.ts';
import type { Terminal } from './terminal.ts';

/** `shimdex handlers`: the CRI runtime handlers, each resolved. */
export async function handlers(
  settings: ObserveSettings,
  { json = false, output = 'table' }: { readonly json?: boolean; readonly output?: string },
  terminal: Terminal,
): Promise<number> {
  if (output !== 'table' && output !== 'json') {
    throw new UsageError(`Cannot use -o ${JSON.stringify(output)}: write table or json`);
  }
  const { inventory } = await observeOnce(openHost(settings), settings);
  if (json || output === 'json') printJson(handlersAnswer(inventory), terminal);
  else terminal.out(renderHandlers(inventory, terminal.colour));
  return 0;
}
