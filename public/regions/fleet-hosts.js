/**
 * @import { FleetHost, FleetHosts } from '../../src/model/fleet.ts'
 * @import { FleetChoice } from '../data/fleet.js'
 */

import { selectHosts } from '../data/fleet.js';
import { closest, find, write } from '../document/dom.js';
import { html } from '../document/html.js';
import { VirtualRows } from '../document/virtual-rows.js';
import {
  chosenRuntime,
  columns,
  fleetFilters,
  fleetReasons,
  hostCount,
  hostRow,
  noHosts,
} from '../views/fleet/hosts.js';

/** A list that is not longer does not scroll by itself. */
const mostInPage = 20;

/** The hosts of the fleet, with buttons and a field that filter them. */
export class FleetHostList {
  #section;
  #query;
  /** @type {FleetChoice | undefined} */
  #choice;
  /** @type {VirtualRows<FleetHost>} */
  #rows;

  /**
   * @param {HTMLElement} section
   * @param {(choice: Partial<FleetChoice>) => void} choose
   */
  constructor(section, choose) {
    this.#section = section;
    this.#query = /** @type {HTMLInputElement} */ (find('#fleet-query', section));
    this.#rows = new VirtualRows(find('#fleet-box', section), find('#fleet-rows', section), (host, index) =>
      hostRow(host, index, /** @type {FleetChoice} */ (this.#choice), location.protocol),
    );
    this.#query.addEventListener('input', () => choose({ query: this.#query.value }));
    find('#fleet-states', section).addEventListener('click', (event) => {
      const state = closest(event, 'button')?.dataset['state'];
      if (state !== undefined) choose({ state });
    });
  }

  /** @param {FleetHosts | undefined} hosts @param {FleetChoice} choice */
  draw(hosts, choice) {
    this.#choice = choice;
    if (this.#query.value !== choice.query) this.#query.value = choice.query;
    const selected = selectHosts(hosts?.hosts ?? [], choice);
    if (hosts) this.#write('#fleet-states', fleetFilters(hosts, choice));
    this.#write('#fleet-chosen', chosenRuntime(choice));
    const { middle, last } = columns(choice);
    this.#write('#fleet-middle', html`${middle}`);
    this.#write('#fleet-last', html`${last}`);
    this.#write('#fleet-reasons', fleetReasons(selected));
    this.#write('#fleet-count', hostCount(selected.length, hosts, choice));
    this.#write('#no-hosts', hosts && selected.length === 0 ? noHosts(hosts, choice) : html``);
    find('#fleet-table', this.#section).setAttribute('aria-rowcount', String(selected.length + 1));
    const box = find('#fleet-box', this.#section);
    box.hidden = selected.length === 0;
    box.classList.toggle('whole', selected.length <= mostInPage);
    this.#rows.show(selected);
  }

  /** @param {string} selector @param {import('../document/html.js').Html} markup */
  #write(selector, markup) {
    write(find(selector, this.#section), markup);
  }
}
