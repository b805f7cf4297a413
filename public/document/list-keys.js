import { closest } from './dom.js';

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
 * Moves the focus between the rows of a list and its filter field: `/` moves to the field from anywhere, and Escape
 * clears the field.
 * @param {HTMLElement} section contains buttons with `data-toggle`
 * @param {HTMLInputElement} filter
 * @param {() => void} clear
 */
export const bindListKeys = (section, filter, clear) => {
  bindRowKeys(section, filter);

  /** @param {KeyboardEvent} event */
  const fromFilter = (event) => {
    if (event.key === 'Escape' && filter.value !== '') clear();
    else if (event.key === 'ArrowDown') rowsOf(section)[0]?.focus();
    else return;
    event.preventDefault();
  };

  document.addEventListener('keydown', (event) => {
    if (section.hidden || hasModifier(event)) return;
    if (event.target === filter) fromFilter(event);
    const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (event.key !== '/' || typing) return;
    event.preventDefault();
    filter.focus();
  });
};
