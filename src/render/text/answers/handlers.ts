import type { Handler } from '../../../model/inventory/handler.ts';
import type { Inventory } from '../../../model/inventory/inventory.ts';
import { type Palette, palette } from '../paint.ts';
import { printable } from '../printable.ts';
import { alignColumns, type Cell } from '../table.ts';

/** The CRI handlers as a table, with a star after the default one, and why CRI is not served; ends in a line break. */
export function renderHandlers({ cri, handlers }: Pick<Inventory, 'cri' | 'handlers'>, colour: boolean): string {
  const colours = palette(colour);
  const titles = ['HANDLER', 'AVAILABLE', 'TYPE', 'PATH'].map((text): Cell => ({ text, paint: colours.bold }));
  const rows = handlers.map((handler) => handlerRow(handler, colours));
  const table = rows.length === 0 ? [] : alignColumns([titles, ...rows]);
  return [...table, ...serviceNote(cri, rows.length)].map((line) => `${line}\n`).join('');
}

function handlerRow(handler: Handler, colours: Palette): Cell[] {
  const { available } = handler;
  const word = available === null ? 'unknown' : available ? 'yes' : 'no';
  const paint = available === null ? colours.warn : available ? colours.good : colours.bad;
  return [
    { text: `${handler.handler}${handler.default ? ' *' : ''}` },
    { text: word, paint },
    { text: handler.runtimeType },
    available ? { text: whatRuns(handler) } : { text: whyNot(handler), paint: colours.dim },
  ];
}

function whatRuns({ path = '', ociRuntime }: Handler): string {
  return ociRuntime === undefined ? path : `${path} (runs ${ociRuntime})`;
}

function whyNot({ runtimePath, unavailable }: Handler): string {
  const reason = unavailable?.reason ?? '';
  return runtimePath === undefined ? reason : `${reason}: ${runtimePath}`;
}

function serviceNote({ state, message = '' }: Inventory['cri'], count: number): string[] {
  if (state === 'not-served') return [printable(`CRI is not served: ${message}`)];
  if (state === 'unknown') return [printable(`Whether CRI is served is not known: ${message}`)];
  return [...(count === 0 ? ['CRI has no handlers'] : []), ...(message === '' ? [] : [printable(message)])];
}
