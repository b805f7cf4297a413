/**
 * @import { Html } from '../document/html.js'
 * @import { Route } from '../page/router.js'
 */

import { closest, find } from '../document/dom.js';
import { addressOf, setAddress } from '../page/router.js';
import { Region } from './region.js';

/** A region with a field that filters it, which the address has as `q`, and with lists that unfold. */
export class FilteredRegion extends Region {
  #route;
  /** The lists that are shown as a whole, by their keys. @type {Set<string>} */
  unfolded = new Set();

  /**
   * @param {HTMLElement} section
   * @param {Html} shell has an input for the `filter`, and buttons with `data-clear` and `data-more`
   * @param {{ route: Route, filter: string }} names `filter` is the selector of the field
   */
  constructor(section, shell, { route, filter }) {
    super(section, shell);
    this.#route = route;
    this.filter = /** @type {HTMLInputElement} */ (find(filter, section));
    this.filter.addEventListener('input', () => this.#choose());
    section.addEventListener('click', (event) => {
      const more = closest(event, '[data-more]');
      if (more) this.unfold(more);
      if (closest(event, '[data-clear]')) this.clear();
    });
  }

  clear() {
    this.filter.value = '';
    this.#choose();
    this.filter.focus();
  }

  /** Takes the filter over into the address. */
  #choose() {
    const query = this.filter.value.trim();
    setAddress(addressOf(this.#route, new URLSearchParams(query === '' ? {} : { q: query })));
    this.redraw();
  }

  /**
   * Shows the whole list that a button is about. The focus moves into the list.
   * @param {HTMLElement} _button
   */
  unfold(_button) {}

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    const query = parameters.get('q') ?? '';
    if (query !== this.filter.value.trim()) {
      this.filter.value = query;
      this.invalidate();
    }
    super.enter(parameters);
  }
}
