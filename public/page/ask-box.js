/** @import { Inventory } from '../../src/model/inventory/inventory.ts' */

import { suggest } from '../data/suggestions.js';
import { closest, find, write } from '../document/dom.js';
import { suggestionList } from '../views/frame/suggestions.js';
import { bindPaste } from './paste.js';

/**
 * Offers names below the box of the header: arrows choose one, Enter or a click takes it.
 * @param {HTMLInputElement} input
 * @param {() => Inventory | undefined} current
 * @param {(name: string) => void} take
 */
export const offerSuggestions = (input, current, take) => {
  const list = find('#ask-options');
  let active = -1;
  /** @type {ReturnType<typeof suggest>} */
  let offered = [];

  /** @param {boolean} isOpen */
  const draw = (isOpen) => {
    write(list, suggestionList(offered, active));
    list.hidden = !isOpen || offered.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    if (active >= 0 && !list.hidden) input.setAttribute('aria-activedescendant', `ask-option-${active}`);
    else input.removeAttribute('aria-activedescendant');
  };

  const search = () => {
    const inventory = current();
    offered = inventory ? suggest(inventory, input.value) : [];
    active = -1;
    draw(true);
  };

  /** @param {number} step */
  const move = (step) => {
    if (list.hidden) search();
    const count = offered.length + 1;
    // The place before the first option is the typed text itself.
    active = ((active + 1 + step + count) % count) - 1;
    draw(true);
  };

  input.addEventListener('input', search);
  input.addEventListener('focus', search);
  input.addEventListener('blur', () => draw(false));
  input.addEventListener('keydown', (event) => {
    const chosen = offered[active];
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape' && !list.hidden) draw(false);
    else if (event.key === 'Enter' && chosen && !list.hidden) take(chosen.name);
    else return;
    event.preventDefault();
  });
  // The field keeps the focus, so that the list is still there when the click arrives.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const name = closest(event, '[data-name]')?.dataset['name'];
    if (name !== undefined) take(name);
  });
  bindPaste(input, (text) => {
    input.value = text;
    search();
  });
  if (document.activeElement === input) search();
};
