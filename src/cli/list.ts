import { observeOnce } from '../discovery/observe-once.ts';
import { runtimesAnswer } from '../render/answers.ts';
import { renderRuntimes } from '../render/text/runtimes.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { openHost } from './host.ts';
import { printJson } from './print-json.ts';
import { printNotes } from './print-notes.ts';
import type { Terminal } from './terminal.ts';

/** `shimdex list`: the permitted runtimes; with `all`, also the shims that are not runtimes, and the programs. */
export async function list(
  settings: ObserveSettings,
  { all = false, json = false }: { readonly all?: boolean; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { inventory } = await observeOnce(openHost(settings), settings, all || json ? 'all' : 'deciding');
  if (json) {
    const shims = inventory.shims.filter((shim) => shim.state !== 'effective');
    const { programs } = inventory;
    printJson({ ...runtimesAnswer(inventory), ...(all ? { shims, programs } : {}) }, terminal);
  } else {
    terminal.out(renderRuntimes(inventory, { all, colour: terminal.colour }));
    printNotes(inventory, terminal);
  }
  return 0;
}
