/** @import { Html } from './html.js' */

import { trusted } from './trusted.js';

/** @type {WeakMap<Element, string>} */
const written = new WeakMap();

/**
 * Finds an element that the page always has.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export const find = (selector, within = document) => {
  const element = within.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no "${selector}"`);
  return element;
};

/**
 * The target of an event, or its closest ancestor, that matches the selector.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | undefined}
 */
export const closest = (event, selector) => {
  const element = event.target instanceof Element ? event.target.closest(selector) : null;
  return element instanceof HTMLElement ? element : undefined;
};

/**
 * Gives the focus to the control that has this `data-focus`, if there is one.
 * @param {string} key
 */
export const giveFocus = (key) => {
  for (const candidate of document.querySelectorAll('[data-focus]')) {
    if (candidate instanceof HTMLElement && candidate.dataset['focus'] === key)
      candidate.focus({ preventScroll: true });
  }
};

/**
 * Runs a change of the page and gives the focus back to the control that had it, by its `data-focus`.
 * @param {() => void} change
 */
export const keepingFocus = (change) => {
  const key = document.activeElement?.getAttribute('data-focus');
  change();
  if (key && document.activeElement?.getAttribute('data-focus') !== key) giveFocus(key);
};

/**
 * Writes markup into an element unless it contains the same markup already.
 * @param {Element} element
 * @param {Html} markup
 * @returns {boolean} whether anything was written
 */
export const write = (element, markup) => {
  if (written.get(element) === markup.markup) return false;
  written.set(element, markup.markup);
  keepingFocus(() => {
    element.innerHTML = trusted(markup);
  });
  return true;
};

/**
 * The one element that markup consists of.
 * @param {Html} markup
 */
const elementOf = (markup) => {
  const template = document.createElement('template');
  template.innerHTML = trusted(markup);
  const element = template.content.firstElementChild;
  if (!element) throw new Error('A block contains no element');
  return element;
};

/**
 * One entry of a list: markup of one element, or an element that stays unchanged.
 * @typedef {{ key: string, markup: Html } | { key: string, element: Element }} Block
 */

/**
 * The element of a block: the present element if its markup is the same, otherwise a new one.
 * @param {Block} block
 * @param {Element | undefined} present
 */
const renew = (block, present) => {
  if ('element' in block) return block.element;
  if (present && written.get(present) === block.markup.markup) return present;
  const made = elementOf(block.markup);
  made.setAttribute('data-key', block.key);
  written.set(made, block.markup.markup);
  return made;
};

/**
 * Whether a selection begins or ends in an element. It would be lost if the element moved.
 * @param {Element} element
 */
const isSelected = (element) => {
  const { anchorNode = null, focusNode = null } = document.getSelection() ?? {};
  return element.contains(anchorNode) || element.contains(focusNode);
};

/**
 * Moves what is between the cursor and an element to the end, where later blocks find it.
 * @param {Element} parent
 * @param {Element | null} cursor
 * @param {Element} until
 */
const makeWay = (parent, cursor, until) => {
  let passed = cursor;
  while (passed && passed !== until) {
    const next = passed.nextElementSibling;
    parent.append(passed);
    passed = next;
  }
};

/**
 * Puts the element of a block before the cursor, or leaves it there, and moves the cursor on.
 * @param {Element} parent
 * @param {Block} block
 * @param {Element | undefined} old the present element of the block
 * @param {Element | null} cursor the first element that does not have its place yet
 */
const place = (parent, block, old, cursor) => {
  const element = renew(block, old);
  if (element === old && old !== cursor && isSelected(old)) {
    makeWay(parent, cursor, old);
    return { element, next: old.nextElementSibling };
  }
  const next = old && old === cursor ? cursor.nextElementSibling : cursor;
  if (element !== old) old?.remove();
  if (element !== old || next === cursor) parent.insertBefore(element, next);
  return { element, next };
};

/**
 * Writes a list of blocks; changes only the elements that are new, removed, moved or different.
 * @param {Element} parent
 * @param {readonly Block[]} blocks
 * @returns {Element[]} the new elements
 */
export const writeBlocks = (parent, blocks) => {
  const present = new Map([...parent.children].map((child) => [child.getAttribute('data-key') ?? '', child]));
  const wanted = new Set(blocks.map(({ key }) => key));
  /** @type {Element[]} */
  const fresh = [];
  keepingFocus(() => {
    // Removed elements first, so that the others do not have to move.
    for (const [key, child] of present) if (!wanted.has(key)) child.remove();
    let cursor = parent.firstElementChild;
    for (const block of blocks) {
      const old = present.get(block.key);
      const { element, next } = place(parent, block, old, cursor);
      if (element !== old) fresh.push(element);
      cursor = next;
    }
  });
  return fresh;
};
