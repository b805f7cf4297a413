/** @import { Inventory } from '../../src/model/inventory/inventory.ts' */

import { find, write } from '../document/dom.js';
import { findings, findingsShell, sources } from '../views/findings.js';
import { Region } from './region.js';

/** The findings, and the sources of the data. */
export class FindingsRegion extends Region {
  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, findingsShell);
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    write(find('#finding-list', this.section), findings(inventory));
    write(find('#source-list', this.section), sources(inventory));
  }
}
