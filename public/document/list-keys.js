import { closest } from './dom.js';

/** Rows that Page Up and Page Down skip. */
const page = 10;

/** @param {KeyboardEvent} event */
const hasModifier = (event) => event.ctrlKey || event.metaKey || event.altKey;

/** @param {HTMLElement} section */
const rowsOf = (section) =>
  [...section.querySelectorAll('button[data-toggle]')].filter((row) => row instanceof HTMLElement);

/**
 * Moves the focus between the rows of a list: the arrows move from row to row, and Escape closes the row.
 * @param {HTMLElement} section contains buttons with `data-toggle`
 * @param {HTMLElement} [above] gets the focus above the first row
 */
export const bindRowKeys = (section, above) => {
  section.addEventListener('keydown', (event) => {
    const row = closest(event, 'button[data-toggle]');
    if (!row || hasModifier(event)) return;
    const all = rowsOf(section);
    const at = all.indexOf(row);
    const targets = { ArrowDown: all[at + 1], ArrowUp: all[at - 1] ?? above, Home: all[0], End: all.at(-1) };
    if (event.key in targets) targets[/** @type {keyof typeof targets} */ (event.key)]?.focus();
    else if (event.key === 'Escape' && row.getAttribute('aria-expanded') === 'true') row.click();
    else return;
    event.preventDefault();
  });
};

/**
 * Moves the focus between the rows of a long list: the arrows, Page Up, Page Down, Home and End move from row to row,
 * and Escape closes the row.
 * @param {HTMLElement} section contains buttons with `data-toggle`
 * @param {{ indexOf: (element: Element) => number, focus: (index: number) => void, count: () => number }} list
 * @param {HTMLElement} above gets the focus above the first row
 */
export const bindLongListKeys = (section, list, above) => {
  section.addEventListener('keydown', (event) => {
    const row = closest(event, 'button[data-toggle]');
    if (!row || hasModifier(event)) return;
    const at = list.indexOf(row);
    const end = list.count() - 1;
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: end };
    const target = targets[/** @type {keyof typeof targets} */ (event.key)];
    if (event.key === 'ArrowUp' && at === 0) above.focus();
    else if (target !== undefined) list.focus(Math.min(end, Math.max(0, target)));
    else if (event.key === 'Escape' && row.getAttribute('aria-expanded') === 'true') row.click();
    else return;
    event.preventDefault();
  });
};

/**
 * Keys in the filter field of a list: Escape clears it, and the arrow down leads to the first row.
 * @param {HTMLInputElement} filter
 * @param {() => void} clear
 * @param {() => void} down
 */
export const bindFilterKeys = (filter, clear, down) => {
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && filter.value !== '') clear();
    else if (event.key === 'ArrowDown') down();
    else return;
    event.preventDefault();
  });
};
