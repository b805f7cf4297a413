/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ChangeHistory } from '../data/change-history.js'
 */

import { subjectAt } from '../data/shim-page.js';
import { keepAges } from '../document/ages.js';
import { find, write } from '../document/dom.js';
import { html } from '../document/html.js';
import { loadStyles } from '../document/later-styles.js';
import { shimConclusion } from '../views/shim/conclusion.js';
import { noShim, noShimHead, shimHead, shimShell } from '../views/shim/shell.js';
import { Region } from './region.js';

/** All that is known of one shim. Its conclusion is drawn first, while its cards and its history are loaded. */
export class ShimRegion extends Region {
  #history;
  #path = '';
  /** @type {import('./shim-cards.js').ShimCards | undefined} */
  #cards;
  /** @type {typeof import('./shim-history.js').drawHistory | undefined} */
  #drawHistory;

  /**
   * @param {HTMLElement} section
   * @param {ChangeHistory} history
   */
  constructor(section, history) {
    super(section, shimShell);
    this.#history = history;
    keepAges(section);
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    const path = parameters.get('path') ?? '';
    if (path !== this.#path) {
      this.#path = path;
      // It is of another shim until it is drawn again.
      find('#shim-history', this.section).hidden = true;
      this.invalidate();
    }
    super.enter(parameters);
  }

  /** @override */
  async complete() {
    if (!this.#cards) {
      const [{ ShimCards }] = await Promise.all([import('./shim-cards.js'), loadStyles('shim-cards')]);
      this.#cards ??= new ShimCards(this.section);
      this.invalidate();
    }
    if (!this.#drawHistory) {
      const [{ drawHistory }] = await Promise.all([import('./shim-history.js'), loadStyles('shim-history')]);
      this.#drawHistory = drawHistory;
      this.invalidate();
    }
  }

  /** @override */
  leave() {
    super.leave();
    this.#cards?.leave();
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    void this.#history.load().then((more) => more && this.invalidate());
    const subject = subjectAt(inventory, this.#path);
    const isSeen = this.#drawHistory?.(this, this.#history.moments, this.#path, subject !== undefined) ?? false;
    this.#write('#shim-head', subject ? shimHead(subject, inventory) : noShimHead);
    this.#write('#no-shim', subject ? html`` : noShim(this.#path, isSeen));
    find('#shim-body', this.section).hidden = !subject;
    if (!subject) return;
    this.#write('#shim-conclusion', shimConclusion(subject, inventory, new URL('.', location.href).href));
    this.#cards?.draw(subject, inventory);
  }

  /** @param {string} selector @param {import('../document/html.js').Html} markup */
  #write(selector, markup) {
    write(find(selector, this.section), markup);
  }
}
