import { noChoice, selectEntries } from '../../../public/data/selection.js';
import { frame, sectionHeading } from '../../../public/views/frame/frame.js';
import { entryRow } from '../../../public/views/runtimes/row.js';
import { runtimesChips, runtimesHead, runtimesLead, runtimesShell } from '../../../public/views/runtimes/shell.js';
import type { Inventory } from '../../model/inventory/inventory.ts';

/** Enough rows to fill a screen; the page's own script adds the others. */
const firstRows = 20;

/**
 * The page with the current data in it: the frame, and the runtimes without a filter. The page's own views make the
 * markup, so that a browser shows data before it has run a module.
 */
export function drawInto(page: string, inventory: Inventory): string {
  const picture = new Map(
    Object.entries({
      ...frame(inventory),
      heading: sectionHeading(inventory.host, 'Runtimes'),
      ...runtimesOf(inventory),
    }),
  );
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
  const entries = selectEntries(inventory, noChoice).slice(0, firstRows);
  if (entries.length === 0) return {};
  const rows = entries.map((entry) => entryRow(entry, inventory, noChoice));
  const chips = runtimesChips(inventory, noChoice);
  return { runtimes: runtimesShell(runtimesHead(noChoice), rows, chips, runtimesLead(inventory)) };
}
