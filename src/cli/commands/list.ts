import { observeOnce } from '../../discovery/observe-once.ts';
import { runtimesAnswer } from '../../render/answers.ts';
import { renderRuntimes } from '../../render/text/answers/runtimes.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import { type FormatOptions, outputFormat } from '../output/output-format.ts';
import { printJson } from '../output/print-json.ts';
import { printNotes } from '../output/print-notes.ts';
import type { Terminal } from '../terminal.ts';

interface ListOptions extends FormatOptions {
  readonly all?: boolean;
}

/** `shimdex list`: the permitted runtimes; with `all`, also the shims that are not runtimes, and the programs. */
export async function list(
  settings: ObserveSettings,
  { all = false, ...options }: ListOptions,
  terminal: Terminal,
): Promise<number> {
  const format = outputFormat(options, ['table', 'wide', 'json']);
  const { inventory } = await observeOnce(openHost(settings), settings, all || format !== 'table' ? 'all' : 'deciding');
  if (format === 'json') {
    const shims = inventory.shims.filter((shim) => shim.state !== 'effective');
    const { programs } = inventory;
    printJson({ ...runtimesAnswer(inventory), ...(all ? { shims, programs } : {}) }, terminal);
  } else {
    terminal.out(renderRuntimes(inventory, { all, wide: format === 'wide', colour: terminal.colour }));
    printNotes(inventory, terminal);
  }
  return 0;
}
