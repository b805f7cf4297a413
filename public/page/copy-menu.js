/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Entry } from '../data/entries.js'
 */

import { write } from '../document/dom.js';
import { copiesOf, copyMenu } from '../views/runtimes/copies.js';

const menu = document.createElement('div');
menu.className = 'menu';
menu.id = 'copy-menu';
menu.popover = 'auto';
menu.setAttribute('role', 'menu');
document.body.append(menu);

const items = () => [...menu.querySelectorAll('button')];

menu.addEventListener('keydown', (event) => {
  const all = items();
  const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const targets = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 };
  const target = targets[/** @type {keyof typeof targets} */ (event.key)];
  if (event.key === 'Tab') menu.hidePopover();
  if (target === undefined) return;
  event.preventDefault();
  all[target % all.length]?.focus();
});
// The text is copied by the listener of the page, which runs after this one.
menu.addEventListener('click', () => setTimeout(() => menu.hidePopover()));
menu.addEventListener('toggle', (event) => {
  if (event instanceof ToggleEvent && event.newState === 'open') return;
  for (const button of document.querySelectorAll('[data-menu][aria-expanded="true"]'))
    button.setAttribute('aria-expanded', 'false');
});

/** Puts the menu below its button, or above it near the end of the window. @param {HTMLElement} button */
const placeBelow = (button) => {
  const { bottom, top, right } = button.getBoundingClientRect();
  const { height, width } = menu.getBoundingClientRect();
  const isBelow = bottom + height + 8 < innerHeight || top < height;
  menu.style.top = `${isBelow ? bottom + 4 : top - height - 4}px`;
  menu.style.left = `${Math.max(8, right - width)}px`;
};

/**
 * Opens the menu of what can be copied of an entry.
 * @param {HTMLElement} button
 * @param {Entry} entry
 * @param {Inventory} inventory
 */
export const openCopyMenu = (button, entry, inventory) => {
  menu.setAttribute('aria-label', `Copy from ${entry.name}`);
  write(menu, copyMenu(copiesOf(entry, inventory, new URL('.', location.href).href)));
  menu.showPopover();
  placeBelow(button);
  button.setAttribute('aria-expanded', 'true');
  items()[0]?.focus();
};
