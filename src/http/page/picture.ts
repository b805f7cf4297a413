import { type RuntimesChoice, selectRuntimes } from '../../../public/data/runtimes.js';
import { frame } from '../../../public/views/frame.js';
import { runtimeRow } from '../../../public/views/runtime-row.js';
import { runtimesHead, runtimesShell } from '../../../public/views/runtimes.js';
import type { Inventory } from '../../model/inventory/inventory.ts';

/** Enough rows to fill a screen; the page's own script adds the others. */
const firstRows = 20;

const nothingChosen: RuntimesChoice = { query: '', sort: 'name', descending: false, open: new Set() };

/**
 * The page with the current data in it: the frame, and the runtimes without a filter. The page's own views make the
 * markup, so that a browser shows data before it has run a module.
 */
export function drawInto(page: string, inventory: Inventory): string {
  const picture = new Map(Object.entries({ ...frame(inventory), ...runtimesOf(inventory) }));
  // The data is already there, so the page is not busy.
  return page
    .replace(' aria-busy="true"', '')
    .replace(emptyElement, (element, start: string, _tag, id: string, end: string) => {
      const markup = picture.get(id);
      return markup === undefined ? element : `${start}>${markup}${end}`;
    });
}

/** An element that has an id and contains no element; it may be hidden until it has data. */
const emptyElement = /(<(\w+)\b[^>]*? id="([\w-]+)"[^>]*?)(?: hidden)?>[^<]*(<\/\2>)/g;

function runtimesOf(inventory: Inventory) {
  const rows = selectRuntimes(inventory, nothingChosen).slice(0, firstRows);
  if (rows.length === 0) return {};
  const drawn = rows.map((runtime) => runtimeRow(runtime, inventory, nothingChosen));
  return { runtimes: runtimesShell(runtimesHead(nothingChosen), drawn) };
}
