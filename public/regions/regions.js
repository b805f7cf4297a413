/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ChangeHistory } from '../data/change-history.js'
 * @import { Route } from '../page/router.js'
 * @import { Region } from './region.js'
 */

import { find } from '../document/dom.js';
import { loadStyles } from '../document/later-styles.js';
import { RuntimesRegion } from './runtimes-region.js';

/**
 * What the regions need.
 * @typedef {{ announce: (text: string) => void, history: ChangeHistory }} RegionContext
 */

/**
 * How each region is made. Only the first one is loaded with the page.
 * @type {Record<Route, (section: HTMLElement, context: RegionContext) => Promise<Region>>}
 */
const makers = {
  runtimes: async (section) => new RuntimesRegion(section),
  explain: async (section, { announce }) => new (await import('./explain-region.js')).ExplainRegion(section, announce),
  'search-path': async (section) => new (await import('./search-path-region.js')).SearchPathRegion(section),
  handlers: async (section) => new (await import('./handlers-region.js')).HandlersRegion(section),
  running: async (section) => new (await import('./running-region.js')).RunningRegion(section),
  findings: async (section, { history }) => new (await import('./findings-region.js')).FindingsRegion(section, history),
  changes: async (section, { history }) => new (await import('./changes-region.js')).ChangesRegion(section, history),
  fleet: async (section) => new (await import('./fleet-region.js')).FleetRegion(section),
  shim: async (section, { history }) => new (await import('./shim-region.js')).ShimRegion(section, history),
};

/** The regions of the page, of which one is visible. */
export class Regions {
  #context;
  /** @type {Map<Route, Promise<Region>>} */
  #asked = new Map();
  /** @type {Map<Route, Region>} */
  #made = new Map();
  /** @type {Inventory | undefined} */
  #inventory;

  /** @param {RegionContext} context */
  constructor(context) {
    this.#context = context;
  }

  /** @param {Inventory} inventory */
  show(inventory) {
    this.#inventory = inventory;
    for (const region of this.#made.values()) region.show(inventory);
  }

  /**
   * Hides all regions except one.
   * @param {Route} route
   */
  hideOthers(route) {
    // The service has drawn the runtimes, so they may be visible without being made here.
    if (route !== 'runtimes') find('#runtimes').hidden = true;
    for (const [other, left] of this.#made) if (other !== route) left.leave();
  }

  /**
   * Makes a region, whose modules are fetched when it is needed first.
   * @param {Route} route
   * @returns {Promise<Region>}
   */
  reach(route) {
    const asked = this.#asked.get(route) ?? this.#make(route);
    this.#asked.set(route, asked);
    return asked;
  }

  /** @param {Route} route */
  async #make(route) {
    try {
      const [region] = await Promise.all([makers[route](find(`#${route}`), this.#context), loadStyles(route)]);
      this.#made.set(route, region);
      if (this.#inventory) region.show(this.#inventory);
      return region;
    } catch (error) {
      // The service did not respond; the next visit to the region tries again.
      this.#asked.delete(route);
      throw error;
    }
  }
}
