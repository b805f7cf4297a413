import { observeOnce } from '../../discovery/observe-once.ts';
import { handlersAnswer } from '../../render/answers.ts';
import { renderHandlers } from '../../render/text/answers/handlers.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import { type FormatOptions, outputFormat } from '../output/output-format.ts';
import { printJson } from '../output/print-json.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex handlers`: the CRI runtime handlers, each resolved. */
export async function handlers(settings: ObserveSettings, options: FormatOptions, terminal: Terminal): Promise<number> {
  const format = outputFormat(options, ['table', 'json']);
  const { inventory } = await observeOnce(openHost(settings), settings);
  if (format === 'json') printJson(handlersAnswer(inventory), terminal);
  else terminal.out(renderHandlers(inventory, terminal.colour));
  return 0;
}
