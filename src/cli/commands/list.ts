import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import { runtimesAnswer } from '../../render/answers.ts';
import { renderRuntimes } from '../../render/text/answers/runtimes.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { Answer, View } from '../output/answer.ts';
import type { Format } from '../output/output-format.ts';
import { withNotes } from '../output/print-answer.ts';
import { printView, type WatchOptions } from '../output/print-view.ts';
import type { Terminal } from '../terminal.ts';

interface ListOptions extends WatchOptions {
  readonly all?: boolean;
}

/** The formats that do not have the versions of shims. */
const quick: ReadonlySet<Format> = new Set(['table', 'name']);

/** `shimdex list`: the permitted runtimes; with `all`, also the shims that are not runtimes, and the programs. */
export async function list(
  settings: ObserveSettings,
  { all = false, ...options }: ListOptions,
  terminal: Terminal,
): Promise<number> {
  return printView(listView(all), settings, options, terminal, {
    waitsFor: ({ format }) => (all || !quick.has(format) ? 'all' : 'deciding'),
  });
}

function listView(all: boolean): View {
  return {
    answer: (inventory) => listAnswer(inventory, all),
    kinds: all ? ['runtime', 'shim', 'program', 'source'] : ['runtime', 'source'],
    members: ['defaultRuntime'],
    shown: (inventory) => ({ ...inventory, runtimes: runtimesAnswer(inventory).runtimes, shims: unused(inventory) }),
  };
}

function listAnswer(inventory: Inventory, all: boolean): Answer {
  const answer = runtimesAnswer(inventory);
  const { runtimes } = answer;
  const shims = all ? unused(inventory) : [];
  const programs = all ? inventory.programs : [];
  return {
    body: all ? { ...answer, shims, programs } : answer,
    entries: [...runtimes, ...shims, ...programs],
    names: [...runtimes.map(({ name }) => name), ...[...shims, ...programs].map(({ path }) => path)],
    text: (style) => withNotes(renderRuntimes(inventory, { ...style, all }), inventory),
  };
}

function unused({ shims }: Inventory): Shim[] {
  return shims.filter(({ state }) => state !== 'effective');
}
