/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Column, RuntimesChoice } from '../data/runtimes.js'
 * @import { Html } from '../document/html.js'
 */

import { html } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { counted } from '../text/words.js';
import { empty } from './parts.js';

/** @type {readonly { column: Column, label: string, more?: string }[]} */
const columns = [
  { column: 'name', label: 'Runtime' },
  { column: 'available', label: 'Status' },
  { column: 'origin', label: 'Origin' },
  { column: 'isolation', label: 'Isolation' },
  { column: 'path', label: 'Shim', more: ' and command' },
];

/**
 * The heads of the columns, each a button that sorts.
 * @param {RuntimesChoice} choice
 */
export const runtimesHead = ({ sort, descending }) => {
  const heads = columns.map(({ column, label, more }) => {
    const state = sort !== column ? 'none' : descending ? 'descending' : 'ascending';
    return html`
      <th scope="col" role="columnheader" aria-sort="${state}">
        <button type="button" data-sort="${column}" data-focus="sort ${column}">${label}</button>
        ${more && html`<span class="and">${more}</span>`}
      </th>`;
  });
  return html`<tr role="row">${heads}</tr>`;
};

/** @param {Inventory} inventory */
const permittedCount = ({ runtimes }) => runtimes.filter((runtime) => runtime.permitted).length;

/**
 * How many runtimes match the filter; empty if all do.
 * @param {Inventory} inventory
 * @param {number} selected
 */
export const runtimesCount = (inventory, selected) => {
  const permitted = permittedCount(inventory);
  return selected === permitted ? html`` : html`${selected} of ${permitted}`;
};

/**
 * Shown when the table has no rows.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const noRuntimes = (inventory, { query }) => {
  const permitted = permittedCount(inventory);
  const wanted = query.trim();
  if (permitted === 0 || wanted === '')
    return empty(
      'No runtimes found',
      html`
        Docker has no runtimes, and no shim was found.
        See the <a href="#/search-path">search path</a> for the places that were searched.`,
    );
  return empty(
    `No runtime matches "${wanted}"`,
    html`
      The filter hides all ${counted(permitted, 'runtime')}.${' '}
      <a href="${resolveAddress(wanted)}">Explain "${wanted}"</a>`,
  );
};

const filter = html`
  <div class="filter">
    <output id="filtered" for="filter"></output>
    <label for="filter" class="unseen">Filter runtimes</label>
    <span class="field">
      <svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/></svg>
      <input id="filter" type="search" placeholder="Filter by name, path, isolation" autocomplete="off"
        autocapitalize="off" spellcheck="false" aria-keyshortcuts="/" data-focus="filter">
      <kbd aria-hidden="true">/</kbd>
    </span>
  </div>`;

/**
 * The region around its table; `runtimesHead` and `runtimeRow` make the content of the table.
 * @param {Html} [head]
 * @param {readonly Html[]} [rows]
 */
export const runtimesShell = (head = html``, rows = []) => html`
  <div class="region-head">
    <h2 id="runtimes-title">Runtimes</h2>
    <p class="lead">Names you can pass to <code>docker run --runtime</code> on this host.</p>
    ${filter}
  </div>
  <div class="table-box">
    <table id="runtimes-table" class="records" role="table" aria-labelledby="runtimes-title">
      <thead role="rowgroup" data-key=" head">${head}</thead>
      ${rows}
    </table>
  </div>
  <div id="no-runtimes"></div>`;
