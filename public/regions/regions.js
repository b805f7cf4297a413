/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ChangeHistory } from '../data/change-history.js'
 * @import { Route } from '../page/router.js'
 * @import { Region } from './region.js'
 */

import { find } from '../document/dom.js';
import { RuntimesRegion } from './runtimes-region.js';

/**
 * What the regions need.
 * @typedef {{ announce: (text: string) => void, history: ChangeHistory }} RegionContext
 */

/**
 * How each region is made. Regions that the first paint does not need are fetched after it.
 * @type {Record<Route, (section: HTMLElement, context: RegionContext) => Promise<Region>>}
 */
const makers = {
  runtimes: async (section) => new RuntimesRegion(section),
  handlers: async (section) => new (await import('./handlers-region.js')).HandlersRegion(section),
  explain: async (section, { announce }) => new (await import('./explain-region.js')).ExplainRegion(section, announce),
  'search-path': async (section) => new (await import('./search-path-region.js')).SearchPathRegion(section),
  findings: async (section) => new (await import('./findings-region.js')).FindingsRegion(section),
  changes: async (section, { history }) => new (await import('./changes-region.js')).ChangesRegion(section, history),
  fleet: async (section) => new (await import('./fleet-region.js')).FleetRegion(section),
};

const routes = /** @type {Route[]} */ (Object.keys(makers));

/** The regions of the page, of which one is visible. */
export class Regions {
  #context;
  /** @type {Map<Route, Promise<Region>>} */
  #asked = new Map();
  /** @type {Map<Route, Region>} */
  #made = new Map();
  /** @type {Inventory | undefined} */
  #inventory;
  /** @type {Route} */
  #route = 'runtimes';

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
   * Shows one region. The region before stays visible until the new one can be drawn.
   * @param {Route} route
   * @param {URLSearchParams} parameters
   */
  async enter(route, parameters) {
    this.#route = route;
    const region = await this.prepare(route);
    if (this.#route !== route) return;
    // The service has drawn this region, so it may be visible without being made here.
    find('#runtimes').hidden = route !== 'runtimes';
    for (const [other, left] of this.#made) if (other !== route) left.leave();
    region.enter(parameters);
  }

  /** Fetches the regions that were not visible yet. */
  async prepareAll() {
    await Promise.all(routes.map((route) => this.prepare(route)));
  }

  /**
   * @param {Route} route
   * @returns {Promise<Region>}
   */
  prepare(route) {
    const asked = this.#asked.get(route) ?? this.#make(route);
    this.#asked.set(route, asked);
    return asked;
  }

  /** @param {Route} route */
  async #make(route) {
    try {
      const region = await makers[route](find(`#${route}`), this.#context);
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
