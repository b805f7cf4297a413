/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Show } from '../../data/entries.js'
 * @import { Column, RuntimesChoice } from '../../data/selection.js'
 * @import { Html } from '../../document/html.js'
 */

import { countEntries } from '../../data/entries.js';
import { html } from '../../document/html.js';
import { resolveAddress } from '../../page/router.js';
import { counted } from '../../text/words.js';
import { empty, filterField } from '../parts.js';

/** @type {readonly { column: Column, label: string }[]} */
const columns = [
  { column: 'name', label: 'Runtime' },
  { column: 'state', label: 'Status' },
  { column: 'version', label: 'Version' },
  { column: 'where', label: 'Where' },
];

/**
 * The heads of the columns, each a button that sorts.
 * @param {RuntimesChoice} choice
 */
export const runtimesHead = ({ sort, descending }) => {
  const heads = columns.map(({ column, label }) => {
    const state = sort !== column ? 'none' : descending ? 'descending' : 'ascending';
    return html`
      <th scope="col" role="columnheader" aria-sort="${state}">
        <button type="button" data-sort="${column}" data-focus="sort ${column}">${label}</button>
      </th>`;
  });
  return html`
    <tr role="row" aria-rowindex="1">
      ${heads}
      <th scope="col" role="columnheader"><span class="unseen">Actions</span></th>
    </tr>`;
};

/** @type {readonly { show: Show, label: string, tone: string }[]} */
const chips = [
  { show: 'all', label: 'All', tone: 'plain' },
  { show: 'failing', label: 'Failing', tone: 'bad' },
  { show: 'ready', label: 'Ready', tone: 'good' },
  { show: 'unknown', label: 'Unknown', tone: 'warn' },
  { show: 'skipped', label: 'Skipped files', tone: 'plain' },
  { show: 'cri', label: 'CRI', tone: 'plain' },
];

/**
 * The buttons that choose a part of the list, each with its count; a part without entries has no button, and nor has CRI
 * where it is not served.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const runtimesChips = (inventory, choice) => {
  const counts = countEntries(inventory);
  const isServed = inventory.cri.state !== 'not-served';
  const shown = chips.filter(
    ({ show }) => show === 'all' || show === choice.show || (counts[show] > 0 && (show !== 'cri' || isServed)),
  );
  return html`
    ${shown.map(
      ({ show, label, tone }) => html`
        <button type="button" class="chip" data-show="${show}" data-focus="show ${show}"
          aria-pressed="${show === choice.show}">
          ${label} <span class="tally" data-tone="${tone}">${counts[show]}</span>
        </button>`,
    )}`;
};

/**
 * How many entries match the filter; empty without a filter.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 * @param {number} selected
 */
export const runtimesCount = (inventory, { query, show }, selected) =>
  query.trim() === '' ? html`` : html`${selected} of ${countEntries(inventory)[show]}`;

/** What an empty part is called. @type {Record<Show, string>} */
const nothing = {
  all: 'No runtimes found',
  failing: 'No failing runtimes',
  ready: 'No runtimes are ready',
  unknown: 'No unknown runtimes',
  skipped: 'No skipped files',
  cri: 'No runtimes with a CRI handler',
};

const clear = html`<button type="button" class="plain-button" data-clear>Clear filter</button>`;

/**
 * Shown when the list has no rows.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 * @param {number} elsewhere how many skipped files match
 */
export const noRuntimes = (inventory, { query, show }, elsewhere) => {
  const wanted = query.trim();
  const count = countEntries(inventory)[show];
  if (wanted === '' && show === 'all')
    return empty(
      nothing.all,
      html`
        ${inventory.host.docker.present && 'Docker has no runtimes, and no'}${!inventory.host.docker.present && 'No'} shim was found.
        See the <a href="#/search-path">search path</a> for the places that were searched.`,
    );
  if (wanted === '') return empty(nothing[show], clear);
  const skipped = html`<a href="#/runtimes?show=skipped&q=${encodeURIComponent(wanted)}">${counted(elsewhere, 'skipped file')}</a>`;
  return empty(
    `No runtime matches "${wanted}"`,
    html`
      ${elsewhere > 0 ? html`It matches ${skipped}.` : `The filter hides all ${count}.`}${' '}
      ${clear} <a href="${resolveAddress(wanted)}">Explain "${wanted}"</a>`,
  );
};

const filter = html`
  <div class="filter">
    <output id="filtered" for="filter"></output>
    ${filterField('filter', 'Filter runtimes', 'name, path, failing, pkg:kata, sha:9f2c')}
  </div>`;

/**
 * What the names are for: Docker, or the clients of a containerd without Docker.
 * @param {Inventory} inventory
 */
export const runtimesLead = ({ host, cri }) => {
  if (host.docker.present) return html`Names you can pass to <code>docker run --runtime</code> on this host.`;
  const ofPods = html`Pods use the <a href="#/handlers">handlers</a>.`;
  return html`Names you can pass to <code>ctr run --runtime</code> on this host. ${cri.state === 'served' && ofPods}`;
};

/**
 * The region around its table; `runtimesHead` and `entryRow` make the content of the table.
 * @param {Html} [heads]
 * @param {readonly Html[]} [rows]
 * @param {Html} [chosen]
 * @param {Html} [lead]
 */
export const runtimesShell = (heads = html``, rows = [], chosen = html``, lead = html``) => html`
  <div class="region-head">
    <h2 id="runtimes-title">Runtimes</h2>
    <p id="runtimes-lead" class="lead">${lead}</p>
  </div>
  <div class="list-tools">
    <div id="runtimes-chips" class="chips" role="group" aria-label="Show">${chosen}</div>
    ${filter}
  </div>
  <div class="table-box">
    <table id="runtimes-table" class="rows" role="table" aria-labelledby="runtimes-title">
      <thead role="rowgroup" data-key=" head">${heads}</thead>
      ${rows}
    </table>
  </div>
  <div id="no-runtimes"></div>`;
