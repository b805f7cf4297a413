import type { Handler } from '../../../model/inventory/handler.ts';
import type { Inventory } from '../../../model/inventory/inventory.ts';
import { type Palette, palette } from '../paint.ts';
import { printable } from '../printable.ts';
import { type TextStyle, titleRow } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';

/** The CRI handlers as a table, with a star after the default one, and why CRI is not served; ends in a line break. */
export function renderHandlers({ cri, handlers }: Pick<Inventory, 'cri' | 'handlers'>, style: TextStyle): string {
  const colours = palette(style.colour);
  const wide = style.wide === true;
  const titles = ['HANDLER', 'AVAILABLE', 'TYPE', ...(wide ? wideTitles : []), 'PATH'];
  const rows = handlers.map((handler) => handlerRow(handler, colours, wide));
  const table = rows.length === 0 ? [] : alignColumns([...titleRow(titles, style, colours.bold), ...rows]);
  return [...table, ...serviceNote(cri, rows.length)].map((line) => `${line}\n`).join('');
}

const wideTitles = ['SERVED', 'SNAPSHOTTER', 'SANDBOXER', 'DEFINED IN'];

function handlerRow(handler: Handler, colours: Palette, wide: boolean): Cell[] {
  const { available } = handler;
  const word = available === null ? 'unknown' : available ? 'yes' : 'no';
  const paint = available === null ? colours.warn : available ? colours.good : colours.bad;
  return [
    { text: `${handler.handler}${handler.default ? ' *' : ''}` },
    { text: word, paint },
    { text: handler.runtimeType },
    ...(wide ? wideCells(handler) : []),
    available ? { text: whatRuns(handler) } : { text: whyNot(handler), paint: colours.dim },
  ];
}

/** A dash is a fact that is not known, or a setting that is not given. */
function wideCells({ served, snapshotter, sandboxer, definedIn }: Handler): Cell[] {
  const answered = served === undefined ? undefined : served ? 'yes' : 'no';
  const place = definedIn === undefined ? 'built in' : `${definedIn.file}:${definedIn.line}`;
  return [answered, snapshotter, sandboxer, place].map((text = '-') => ({ text }));
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
  if (state === 'unknown') return [printable(`It is not known whether CRI is served: ${message}`)];
  return [...(count === 0 ? ['CRI has no handlers'] : []), ...(message === '' ? [] : [printable(message)])];
}
