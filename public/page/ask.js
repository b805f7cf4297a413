/** @import { Inventory } from '../../src/model/inventory/inventory.ts' */

import { find } from '../document/dom.js';
import { resolveAddress } from './router.js';

/**
 * The box of the header: what is typed there is explained. The suggestions are fetched when the box gets the focus.
 * @param {() => Inventory | undefined} current
 */
export const bindAskBox = (current) => {
  const input = /** @type {HTMLInputElement} */ (find('#ask-name'));

  /** @param {string} name */
  const take = (name) => {
    input.value = '';
    input.blur();
    location.hash = resolveAddress(name);
  };

  find('#ask').addEventListener('submit', (event) => {
    event.preventDefault();
    take(input.value.trim());
  });
  const offer = async () => (await import('./ask-box.js')).offerSuggestions(input, current, take);
  // The box works without suggestions.
  input.addEventListener('focus', () => void offer().catch(() => undefined), { once: true });
  if (document.activeElement === input) void offer().catch(() => undefined);
};
