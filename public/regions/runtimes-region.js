/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 * @import { Column, RuntimesChoice } from '../data/runtimes.js'
 * @import { Html } from '../document/html.js'
 */

import { selectRuntimes } from '../data/runtimes.js';
import { closest, find, giveFocus, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { bindListKeys } from '../document/list-keys.js';
import { runtimeRow } from '../views/runtime-row.js';
import { noRuntimes, runtimesCount, runtimesHead, runtimesShell } from '../views/runtimes.js';
import { markNews } from './news.js';
import { Region } from './region.js';

const addressPauseMs = 250;
/** Rows that fill a screen are drawn first, the rest with the next frame. */
const firstRows = 60;

/** The table of runtimes, with a filter, sortable columns, and rows that open. */
export class RuntimesRegion extends Region {
  /** @type {RuntimesChoice} */
  #choice = {
    query: new URLSearchParams(location.search).get('q') ?? '',
    sort: 'name',
    descending: false,
    open: new Set(),
  };
  #table;
  #head;
  #filter;
  /** @type {WeakMap<Runtime, { marks: string, markup: Html }>} */
  #rows = new WeakMap();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #addressTimer;
  /** The `data-focus` of the control that had the focus before the rows were drawn. @type {string | undefined} */
  #focused;
  /** The inventory that was drawn last; newer rows are marked. @type {Inventory | undefined} */
  #last;

  /** @param {HTMLElement} section */
  constructor(section) {
    // The reader may already use the rows that the service put into the page.
    const typed = section.querySelector('input')?.value;
    const focused = section.contains(document.activeElement) && document.activeElement?.getAttribute('data-focus');
    super(section, runtimesShell());
    this.#focused = focused || undefined;
    this.#table = find('table', section);
    this.#head = find('thead', section);
    this.#filter = /** @type {HTMLInputElement} */ (find('#filter', section));
    this.#filter.value = this.#choice.query;
    this.#filter.addEventListener('input', () => this.#search(this.#filter.value));
    section.addEventListener('click', (event) => this.#click(event));
    bindListKeys(section, this.#filter, () => this.#search(''));
    if (typed) this.#search(typed);
  }

  /** @param {string} query */
  #search(query) {
    this.#filter.value = query;
    this.#choice = { ...this.#choice, query };
    // Browsers limit how often the address may change.
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => {
      const url = new URL(location.href);
      if (query === '') url.searchParams.delete('q');
      else url.searchParams.set('q', query);
      history.replaceState(null, '', url);
    }, addressPauseMs);
    this.redraw();
  }

  /** @param {Event} event */
  #click(event) {
    const button = closest(event, 'button');
    const column = /** @type {Column | undefined} */ (button?.dataset['sort']);
    const name = button?.dataset['toggle'];
    if (column) {
      const descending = this.#choice.sort === column && !this.#choice.descending;
      this.#choice = { ...this.#choice, sort: column, descending };
    } else if (name !== undefined) {
      const open = new Set(this.#choice.open);
      if (!open.delete(name)) open.add(name);
      this.#choice = { ...this.#choice, open };
    } else return;
    this.redraw();
  }

  /**
   * The row of a runtime. It is made again only if the runtime or a mark on its row changed.
   * @param {Runtime} runtime
   * @param {Inventory} inventory
   */
  #row(runtime, inventory) {
    const open = this.#choice.open.has(runtime.name);
    const marks = `${open && inventory.revision} ${runtime.name === inventory.defaultRuntime}`;
    const known = this.#rows.get(runtime);
    if (known?.marks === marks) return known.markup;
    const markup = runtimeRow(runtime, inventory, this.#choice);
    this.#rows.set(runtime, { marks, markup });
    return markup;
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    const selected = selectRuntimes(inventory, this.#choice);
    const shown = this.#last ? selected : selected.slice(0, firstRows);
    if (shown.length < selected.length) requestAnimationFrame(() => setTimeout(() => this.redraw()));
    write(this.#head, runtimesHead(this.#choice));
    const fresh = writeBlocks(this.#table, [
      { key: ' head', element: this.#head },
      ...shown.map((runtime) => ({ key: runtime.name, markup: this.#row(runtime, inventory) })),
    ]);
    this.#table.hidden = selected.length === 0;
    write(find('#filtered', this.section), runtimesCount(inventory, selected.length));
    write(find('#no-runtimes', this.section), selected.length === 0 ? noRuntimes(inventory, this.#choice) : html``);
    markNews(fresh, this.#last?.runtimes, inventory.runtimes, ({ name }) => name);
    this.#last = inventory;
    if (this.#focused) giveFocus(this.#focused);
    this.#focused = undefined;
  }
}
