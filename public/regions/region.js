/**
 * @import { Inventory } from '../../src/model/inventory.ts'
 * @import { Html } from '../document/html.js'
 */

import { write } from '../document/dom.js';

/** A part of the page that is drawn while it is seen, and when it comes into sight. */
export class Region {
  /** @type {Inventory | undefined} */
  #inventory;
  #drawn = false;

  /**
   * @param {HTMLElement} section
   * @param {Html} shell the part that is written once
   */
  constructor(section, shell) {
    this.section = section;
    write(section, shell);
  }

  /**
   * Takes the newest inventory.
   * @param {Inventory} inventory
   */
  show(inventory) {
    this.#inventory = inventory;
    this.invalidate();
  }

  /** Something else it shows is new: draws it now, or when it comes into sight. */
  invalidate() {
    this.#drawn = false;
    if (!this.section.hidden) this.redraw();
  }

  /**
   * Comes into sight.
   * @param {URLSearchParams} _parameters
   */
  enter(_parameters) {
    this.section.hidden = false;
    if (!this.#drawn) this.redraw();
  }

  /** Goes out of sight. */
  leave() {
    this.section.hidden = true;
  }

  /** Draws what is known now. */
  redraw() {
    if (!this.#inventory) return;
    this.#drawn = true;
    this.draw(this.#inventory);
  }

  /**
   * @param {Inventory} _inventory
   */
  draw(_inventory) {}
}
