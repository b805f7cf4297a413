/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Entry, Show } from '../data/entries.js'
 * @import { Column, RuntimesChoice } from '../data/selection.js'
 * @import { Html } from '../document/html.js'
 */

import { entriesOf, parts } from '../data/entries.js';
import { noChoice, readRuntimesChoice, selectEntries, writeRuntimesChoice } from '../data/selection.js';
import { closest, find, giveFocus, write } from '../document/dom.js';
import { html } from '../document/html.js';
import { bindFilterKeys, bindLongListKeys } from '../document/list-keys.js';
import { LongList } from '../document/long-list.js';
import { addressOf, setAddress } from '../page/router.js';
import { entryRow } from '../views/runtimes/row.js';
import {
  noRuntimes,
  runtimesChips,
  runtimesCount,
  runtimesHead,
  runtimesLead,
  runtimesShell,
} from '../views/runtimes/shell.js';
import { markNews } from './news.js';
import { Region } from './region.js';

const addressPauseMs = 250;

/** @param {Entry} entry */
const keyOf = ({ key }) => key;

/** The list of runtimes, with a filter, parts to choose, sortable columns, and rows that open. */
export class RuntimesRegion extends Region {
  /** @type {RuntimesChoice} */
  #choice = noChoice;
  #table;
  #filter;
  /** @type {LongList<Entry>} */
  #list;
  #count = 0;
  /** Entries belong to one inventory, so their rows do too. @type {WeakMap<Entry, { open: boolean, markup: Html }>} */
  #rows = new WeakMap();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #addressTimer;
  /** What the reader did with the rows of the service, before this region was made. */
  #before;
  /** @type {Inventory | undefined} */
  #inventory;
  /** The inventory that was drawn last; newer rows are marked. @type {Inventory | undefined} */
  #last;

  /** @param {HTMLElement} section */
  constructor(section) {
    const typed = section.querySelector('input')?.value;
    const focused = section.contains(document.activeElement) && document.activeElement?.getAttribute('data-focus');
    super(section, runtimesShell());
    this.#before = { typed, focused };
    this.#table = find('table', section);
    this.#filter = /** @type {HTMLInputElement} */ (find('#filter', section));
    this.#list = new LongList(this.#table, find('thead', section), (entry) => ({
      key: entry.key,
      markup: this.#row(entry),
    }));
    this.#filter.addEventListener('input', () => this.#choose({ query: this.#filter.value }));
    section.addEventListener('click', (event) => this.#click(event));
    bindFilterKeys(
      this.#filter,
      () => this.#choose({ query: '' }),
      () => this.#list.focus(0),
    );
    const rows = {
      indexOf: (/** @type {Element} */ element) => this.#list.indexOf(element),
      focus: (/** @type {number} */ index) => this.#list.focus(index),
      count: () => this.#count,
    };
    bindLongListKeys(section, rows, this.#filter);
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    this.#choice = readRuntimesChoice(parameters);
    const { typed, focused } = this.#before;
    if (typed) this.#choose({ query: typed });
    this.#filter.value = this.#choice.query;
    this.invalidate();
    super.enter(parameters);
    if (focused) giveFocus(focused);
    this.#before = { typed: undefined, focused: undefined };
  }

  /** @override */
  leave() {
    clearTimeout(this.#addressTimer);
    super.leave();
  }

  /** @param {Partial<RuntimesChoice>} choice */
  #choose(choice) {
    this.#choice = { ...this.#choice, ...choice };
    if (this.#filter.value !== this.#choice.query) this.#filter.value = this.#choice.query;
    // Browsers limit how often the address may change.
    clearTimeout(this.#addressTimer);
    const address = addressOf('runtimes', writeRuntimesChoice(this.#choice));
    this.#addressTimer = setTimeout(() => setAddress(address), addressPauseMs);
    this.redraw();
  }

  /** @param {string} key */
  #toggle(key) {
    const open = new Set(this.#choice.open);
    if (!open.delete(key)) open.add(key);
    this.#choose({ open });
  }

  /** The row of an entry, made again when it opens or closes. @param {Entry} entry */
  #row(entry) {
    const open = this.#choice.open.has(entry.key);
    const known = this.#rows.get(entry);
    if (known?.open === open) return known.markup;
    const markup = entryRow(entry, /** @type {Inventory} */ (this.#inventory), this.#choice);
    this.#rows.set(entry, { open, markup });
    return markup;
  }

  /** @param {Event} event */
  #click(event) {
    const { sort, toggle, show, clear, menu } = closest(event, 'button')?.dataset ?? {};
    if (sort) {
      const descending = this.#choice.sort === sort && !this.#choice.descending;
      this.#choose({ sort: /** @type {Column} */ (sort), descending });
    } else if (show) this.#choose({ show: /** @type {Show} */ (show) });
    else if (clear !== undefined) this.#choose({ query: '', show: 'all' });
    else if (menu !== undefined) void this.#openMenu(event, menu);
    else if (toggle !== undefined) this.#toggle(toggle);
    else this.#clickRow(event);
  }

  /** A click anywhere in a row opens it, unless the reader follows a link or selects text. @param {Event} event */
  #clickRow(event) {
    const row = closest(event, '.runtime > tr:first-child');
    if (!row || closest(event, 'a, button') || getSelection()?.type === 'Range') return;
    this.#toggle(row.querySelector('[data-toggle]')?.getAttribute('data-toggle') ?? '');
  }

  /** @param {Event} event @param {string} key */
  async #openMenu(event, key) {
    const button = closest(event, 'button');
    const inventory = this.#inventory;
    const entry = inventory && entriesOf(inventory).find((candidate) => candidate.key === key);
    if (!button || !entry) return;
    const { openCopyMenu } = await import('../page/copy-menu.js');
    openCopyMenu(button, entry, inventory);
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   * @param {Inventory} inventory
   */
  missing(parameters, inventory) {
    const show = parameters.get('show');
    if (show && !Object.hasOwn(parts, show)) return `Unknown part of the list "${show}".`;
    const keys = new Set(entriesOf(inventory).map(keyOf));
    const open = parameters.getAll('open').find((key) => !keys.has(key));
    return open === undefined ? undefined : `No runtime "${open.replace(/^file /, '')}" on this host.`;
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    this.#inventory = inventory;
    const selected = selectEntries(inventory, this.#choice);
    this.#count = selected.length;
    write(find('thead', this.section), runtimesHead(this.#choice));
    write(find('#runtimes-lead', this.section), runtimesLead(inventory));
    write(find('#runtimes-chips', this.section), runtimesChips(inventory, this.#choice));
    const fresh = this.#list.show(selected);
    this.#table.setAttribute('aria-rowcount', String(selected.length + 1));
    this.#table.hidden = selected.length === 0;
    write(find('#filtered', this.section), runtimesCount(inventory, this.#choice, selected.length));
    write(find('#no-runtimes', this.section), selected.length === 0 ? this.#none(inventory) : html``);
    markNews(fresh, this.#last && entriesOf(this.#last), entriesOf(inventory), keyOf);
    this.#last = inventory;
  }

  /** @param {Inventory} inventory */
  #none(inventory) {
    const skipped = selectEntries(inventory, { ...this.#choice, show: 'skipped' });
    return noRuntimes(inventory, this.#choice, this.#choice.show === 'all' ? skipped.length : 0);
  }
}
