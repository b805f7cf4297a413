/**
 * @import { Handler } from '../../src/model/inventory/handler.ts'
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 */

import { closest, find, giveFocus, write, writeBlocks } from '../document/dom.js';
import { bindRowKeys } from '../document/list-keys.js';
import { addressOf, setAddress } from '../page/router.js';
import { handlerFocus, handlerRow } from '../views/handler-row.js';
import { criNote, failingFirst, handlersShell, noHandlers } from '../views/handlers.js';
import { markNews } from './news.js';
import { Region } from './region.js';

/** The CRI handlers of containerd's configuration: a table whose rows open, and the state of CRI above it. */
export class HandlersRegion extends Region {
  #table;
  /** @type {Set<string>} */
  #open = new Set();
  /** The handlers that were drawn last. @type {readonly Handler[] | undefined} */
  #last;

  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, handlersShell);
    this.#table = find('table', section);
    bindRowKeys(section);
    section.addEventListener('click', (event) => {
      const name = closest(event, '[data-toggle]')?.dataset['toggle'];
      if (name === undefined) return;
      if (!this.#open.delete(name)) this.#open.add(name);
      setAddress(addressOf('handlers', new URLSearchParams([...this.#open].map((open) => ['name', open]))));
      this.redraw();
    });
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    const names = parameters.getAll('name');
    this.#open = new Set(names);
    this.invalidate();
    super.enter(parameters);
    const [name] = names;
    if (name === undefined) return;
    giveFocus(handlerFocus(name));
    if (this.section.contains(document.activeElement)) document.activeElement?.scrollIntoView({ block: 'center' });
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   * @param {Inventory} inventory
   */
  missing(parameters, { handlers }) {
    const name = parameters.getAll('name').find((each) => !handlers.some(({ handler }) => handler === each));
    return name === undefined ? undefined : `No CRI handler "${name}" on this host.`;
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    const { handlers } = inventory;
    const head = /** @type {const} */ ({ key: ' head', element: find('thead', this.#table) });
    const rows = failingFirst(handlers).map((handler) => ({
      key: handler.handler,
      markup: handlerRow(handler, inventory, this.#open.has(handler.handler)),
    }));
    const fresh = writeBlocks(this.#table, [head, ...rows]);
    this.#table.hidden = handlers.length === 0;
    write(find('#cri-note', this.section), criNote(inventory));
    write(find('#no-handlers', this.section), noHandlers(inventory));
    markNews(fresh, this.#last, handlers, ({ handler }) => handler);
    this.#last = handlers;
  }
}
