import { observeOnce } from '../../discovery/observe-once.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { runtimesAnswer } from '../../render/answers.ts';
import { renderRuntimes } from '../../render/text/answers/runtimes.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import type { Answer } from '../output/answer.ts';
import { type Format, type FormatOptions, outputStyle } from '../output/output-format.ts';
import { printAnswer, withNotes } from '../output/print-answer.ts';
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
  const style = outputStyle(options);
  const { inventory } = await observeOnce(
    openHost(settings),
    settings,
    all || !quick.has(style.format) ? 'all' : 'deciding',
  );
  await printAnswer(listAnswer(inventory, all), style, terminal);
  return 0;
}

/** The formats that do not have the versions of shims. */
const quick: ReadonlySet<Format> = new Set(['table', 'name']);

function listAnswer(inventory: Inventory, all: boolean): Answer {
  const answer = runtimesAnswer(inventory);
  const { runtimes } = answer;
  const shims = all ? inventory.shims.filter((shim) => shim.state !== 'effective') : [];
  const programs = all ? inventory.programs : [];
  return {
    body: all ? { ...answer, shims, programs } : answer,
    entries: [...runtimes, ...shims, ...programs],
    names: [...runtimes.map(({ name }) => name), ...[...shims, ...programs].map(({ path }) => path)],
    text: (style) => withNotes(renderRuntimes(inventory, { ...style, all }), inventory),
  };
}
