/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Html } from '../document/html.js'
 */

import { write } from '../document/dom.js';

/** A part of the page that is drawn only while it is visible, and when it becomes visible. */
export class Region {
  /** @type {Inventory | undefined} */
  #inventory;
  #drawn = false;
  /** Shows the reader that something did not load. */
  onTrouble = () => {};

  /**
   * @param {HTMLElement} section
   * @param {Html} shell the part that never changes
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

  /** Draws the region again, now or when it becomes visible. */
  invalidate() {
    this.#drawn = false;
    if (!this.section.hidden) this.redraw();
  }

  /** Something that is needed to draw all did not load. The region is drawn again when it is entered again. */
  fail() {
    this.#drawn = false;
    this.onTrouble();
  }

  /**
   * Becomes visible.
   * @param {URLSearchParams} _parameters
   */
  enter(_parameters) {
    this.section.hidden = false;
    if (!this.#drawn) this.redraw();
  }

  /**
   * What an address asks for and this section does not have, in a sentence.
   * @param {URLSearchParams} _parameters
   * @param {Inventory} _inventory
   * @returns {string | undefined}
   */
  missing(_parameters, _inventory) {
    return undefined;
  }

  /** Loads what the section needs only after it is drawn. It fails without the service. */
  async complete() {}

  /**
   * Loads whatever the section may need, while the reader does nothing, so that it opens at once and without the service.
   */
  async prepare() {
    await this.complete();
  }

  /** Is hidden. */
  leave() {
    this.section.hidden = true;
  }

  /** Draws the newest inventory. */
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
