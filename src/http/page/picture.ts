import { frame } from '../../../public/views/frame.js';
import {
  type RuntimesChoice,
  runtimeRow,
  runtimesHead,
  runtimesShell,
  selectRuntimes,
} from '../../../public/views/runtimes.js';
import type { Inventory } from '../../model/inventory.ts';

/** Rows that fill a screen; the page adds the others when it takes over. */
const firstRows = 20;

const nothingChosen: RuntimesChoice = { query: '', sort: 'name', descending: false, open: new Set() };

/**
 * The page with its first picture in it, drawn by the page's own views, so that a browser shows data before it has run
 * a module: the frame, and the runtimes before the user chooses anything.
 */
export function drawInto(page: string, inventory: Inventory): string {
  const picture = new Map(Object.entries({ ...frame(inventory), ...runtimesOf(inventory) }));
  // Nobody waits for what is there.
  return page
    .replace(' aria-busy="true"', '')
    .replace(emptyElement, (element, start: string, _tag, id: string, end: string) => {
      const markup = picture.get(id);
      return markup === undefined ? element : `${start}>${markup}${end}`;
    });
}

/** An element that has an id and no element in it; what was hidden for want of data is not any more. */
const emptyElement = /(<(\w+)\b[^>]*? id="([\w-]+)"[^>]*?)(?: hidden)?>[^<]*(<\/\2>)/g;

function runtimesOf(inventory: Inventory) {
  const rows = selectRuntimes(inventory, nothingChosen).slice(0, firstRows);
  if (rows.length === 0) return {};
  const drawn = rows.map((runtime) => runtimeRow(runtime, inventory, nothingChosen));
  return { runtimes: runtimesShell(runtimesHead(nothingChosen), drawn) };
}
