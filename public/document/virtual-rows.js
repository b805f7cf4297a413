/** @import { Html } from './html.js' */

import { closest, writeBlocks } from './dom.js';

/** Rows beyond each edge that are drawn before they are scrolled to. */
const spare = 8;
const assumedHeight = 48;

/**
 * A list whose document contains only the visible rows. All rows have the same height, which the style sheet sets, and
 * are at the position they would have in the whole list. The row with the focus stays when it is scrolled out of view.
 * @template T
 */
export class VirtualRows {
  #box;
  #rows;
  #row;
  /** @type {readonly T[]} */
  #items = [];
  #focused = -1;
  #height = assumedHeight;
  #waiting = false;

  /**
   * @param {HTMLElement} box scrolls
   * @param {HTMLElement} rows holds the rows, and nothing else
   * @param {(item: T, index: number) => { key: string, markup: Html }} row its element contains one with `data-row`
   */
  constructor(box, rows, row) {
    this.#box = box;
    this.#rows = rows;
    this.#row = row;
    box.addEventListener('scroll', () => this.#soon(), { passive: true });
    new ResizeObserver(() => this.#soon()).observe(box);
    rows.addEventListener('focusin', (event) => this.#focus(event));
    rows.addEventListener('focusout', () => this.#leave());
    rows.addEventListener('keydown', (event) => this.#key(event));
  }

  /** @param {readonly T[]} items */
  show(items) {
    this.#items = items;
    this.#draw();
  }

  #soon() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    });
  }

  #draw() {
    this.#height = this.#rows.firstElementChild?.getBoundingClientRect().height || this.#height;
    const { scrollTop, clientHeight } = this.#box;
    const first = Math.max(0, Math.floor(scrollTop / this.#height) - spare);
    const last = Math.min(this.#items.length, Math.ceil((scrollTop + clientHeight) / this.#height) + spare);
    const indexes = new Set(Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset));
    if (this.#focused >= 0 && this.#focused < this.#items.length) indexes.add(this.#focused);
    const shown = [...indexes].sort((a, b) => a - b);
    writeBlocks(
      this.#rows,
      shown.map((index) => this.#row(/** @type {T} */ (this.#items[index]), index)),
    );
    this.#rows.style.height = `${this.#items.length * this.#height}px`;
    for (const [place, index] of shown.entries()) {
      const row = this.#rows.children[place];
      if (!(row instanceof HTMLElement)) continue;
      row.style.top = `${index * this.#height}px`;
      row.dataset['index'] = String(index);
    }
  }

  /** @param {Event} event */
  #focus(event) {
    this.#focused = Number(closest(event, '[data-index]')?.dataset['index'] ?? -1);
  }

  #leave() {
    this.#focused = -1;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#box.clientHeight / this.#height) - 2);
    const end = this.#items.length - 1;
    const at = this.#focused;
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: end };
    const target = targets[/** @type {keyof typeof targets} */ (event.key)];
    if (target === undefined || at < 0) return;
    event.preventDefault();
    this.#go(Math.min(end, Math.max(0, target)));
  }

  /**
   * Scrolls to a row and gives it the focus.
   * @param {number} index
   */
  #go(index) {
    const head = this.#rows.offsetTop;
    const top = index * this.#height;
    const bottom = top + head + this.#height;
    if (top < this.#box.scrollTop) this.#box.scrollTop = top;
    else if (bottom > this.#box.scrollTop + this.#box.clientHeight)
      this.#box.scrollTop = bottom - this.#box.clientHeight;
    this.#draw();
    const row = this.#rows.querySelector(`[data-index="${index}"] [data-row]`);
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
  }
}
