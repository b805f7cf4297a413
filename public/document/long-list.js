/** @import { Block } from './dom.js' */

import { writeBlocks } from './dom.js';

/** A list that is not longer is drawn whole, so that the browser can search in it. */
const drawnWhole = 80;
/** Rows beyond each edge of the window that are drawn before they are scrolled to. */
const spare = 8;
const assumedHeight = 44;

/**
 * A list in the page's own scroll whose document contains only the rows near the window. Rows may differ in height.
 * The row with the focus stays when it is scrolled out of view. The whole list is printed.
 * @template {{ key: string }} T
 */
export class LongList {
  #parent;
  #head;
  #row;
  /** @type {readonly T[]} */
  #items = [];
  /** Heights of rows that were drawn. @type {Map<string, number>} */
  #heights = new Map();
  #usual = assumedHeight;
  #waiting = false;
  #printing = false;

  /**
   * @param {HTMLElement} parent holds the head and the rows
   * @param {Element} head
   * @param {(item: T) => Block} row
   */
  constructor(parent, head, row) {
    this.#parent = parent;
    this.#head = head;
    this.#row = row;
    for (const type of ['scroll', 'resize']) addEventListener(type, () => this.#soon(), { passive: true });
    for (const type of ['beforeprint', 'afterprint'])
      addEventListener(type, () => {
        this.#printing = type === 'beforeprint';
        this.draw();
      });
  }

  /**
   * Shows other items.
   * @param {readonly T[]} items
   * @returns {Element[]} the new rows
   */
  show(items) {
    this.#items = items;
    return this.draw();
  }

  #soon() {
    if (this.#waiting || this.#items.length <= drawnWhole || this.#parent.offsetParent === null) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.draw();
    });
  }

  /** @param {T} item */
  #heightOf({ key }) {
    return this.#heights.get(key) ?? this.#usual;
  }

  /** The indexes of the rows to draw, in order. */
  #near() {
    const all = this.#items.map((_, index) => index);
    if (this.#printing || all.length <= drawnWhole) return all;
    const focused = document.activeElement?.closest('[data-key]')?.getAttribute('data-key');
    const start = this.#parent.getBoundingClientRect().top;
    const margin = spare * this.#usual;
    let top = start;
    return all.filter((index) => {
      const item = /** @type {T} */ (this.#items[index]);
      const bottom = top + this.#heightOf(item);
      const isNear = bottom > -margin && top < innerHeight + margin;
      top = bottom;
      return isNear || item.key === focused;
    });
  }

  /**
   * A row without content that is as high as the rows from one index to another.
   * @param {number} from
   * @param {number} to
   */
  #space(from, to) {
    const element = document.createElement('tbody');
    const height = this.#items.slice(from, to).reduce((sum, item) => sum + this.#heightOf(item), 0);
    element.className = 'space';
    element.setAttribute('role', 'presentation');
    element.style.height = `${height}px`;
    element.setAttribute('data-key', ` space ${from}`);
    return { key: ` space ${from}`, element };
  }

  /** Draws the rows near the window. */
  draw() {
    const shown = this.#near();
    /** @type {Block[]} */
    const blocks = [{ key: ' head', element: this.#head }];
    let next = 0;
    for (const index of shown) {
      if (index > next) blocks.push(this.#space(next, index));
      blocks.push(this.#row(/** @type {T} */ (this.#items[index])));
      next = index + 1;
    }
    if (next < this.#items.length) blocks.push(this.#space(next, this.#items.length));
    const fresh = writeBlocks(this.#parent, blocks);
    this.#number(shown);
    if (shown.length < this.#items.length) this.#measure();
    return fresh.filter((element) => element.className !== 'space');
  }

  /**
   * Numbers the rows for screen readers. The numbers are not in the markup, so that rows that only move are kept.
   * @param {readonly number[]} shown
   */
  #number(shown) {
    const rows = [...this.#parent.children].filter((child) => child !== this.#head && child.className !== 'space');
    for (const [place, index] of shown.entries())
      rows[place]?.firstElementChild?.setAttribute('aria-rowindex', String(index + 2));
  }

  #measure() {
    for (const row of this.#parent.querySelectorAll(':scope > [data-open]')) {
      const { height } = row.getBoundingClientRect();
      if (height === 0) continue;
      this.#heights.set(row.getAttribute('data-key') ?? '', height);
      if (row.getAttribute('data-open') === 'false') this.#usual = height;
    }
  }

  /**
   * Gives the focus to a row, which is scrolled into view.
   * @param {number} index
   */
  focus(index) {
    const item = this.#items[index];
    if (!item) return;
    if (!this.#buttonOf(item.key)) {
      const above = this.#items.slice(0, index).reduce((sum, each) => sum + this.#heightOf(each), 0);
      const top = this.#parent.getBoundingClientRect().top + scrollY + above;
      scrollTo({ top: top - innerHeight / 2, behavior: 'instant' });
      this.draw();
    }
    this.#buttonOf(item.key)?.focus();
  }

  /** @param {string} key */
  #buttonOf(key) {
    const row = [...this.#parent.children].find((child) => child.getAttribute('data-key') === key);
    const button = row?.querySelector('[data-toggle]');
    return button instanceof HTMLElement ? button : undefined;
  }

  /**
   * The index of the row that contains an element; -1 if none does.
   * @param {Element} element
   */
  indexOf(element) {
    const key = element.closest('[data-key]')?.getAttribute('data-key');
    return this.#items.findIndex((item) => item.key === key);
  }
}
