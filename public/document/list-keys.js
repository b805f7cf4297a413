import { closest } from './dom.js';

/**
 * Moves the focus between the rows of a list and its filter field: `/` moves to the field from anywhere, the arrows move
 * from row to row, and Escape clears the field or closes the row.
 * @param {HTMLElement} section contains buttons with `data-toggle`
 * @param {HTMLInputElement} filter
 * @param {() => void} clear
 */
export const bindListKeys = (section, filter, clear) => {
  const rows = () => [...section.querySelectorAll('button[data-toggle]')].filter((row) => row instanceof HTMLElement);

  /** @param {KeyboardEvent} event */
  const fromFilter = (event) => {
    if (event.key === 'Escape' && filter.value !== '') clear();
    else if (event.key === 'ArrowDown') rows()[0]?.focus();
    else return;
    event.preventDefault();
  };

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} row
   */
  const fromRow = (event, row) => {
    const all = rows();
    const at = all.indexOf(row);
    const targets = { ArrowDown: all[at + 1], ArrowUp: all[at - 1] ?? filter, Home: all[0], End: all.at(-1) };
    if (event.key in targets) targets[/** @type {keyof typeof targets} */ (event.key)]?.focus();
    else if (event.key === 'Escape' && row.getAttribute('aria-expanded') === 'true') row.click();
    else return;
    event.preventDefault();
  };

  document.addEventListener('keydown', (event) => {
    if (section.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = closest(event, 'button[data-toggle]');
    if (event.target === filter) fromFilter(event);
    else if (row) fromRow(event, row);
    const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (event.key !== '/' || typing) return;
    event.preventDefault();
    filter.focus();
  });
};
