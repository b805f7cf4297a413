/**
 * @import { Inventory } from '../../src/model/inventory.ts'
 * @import { Runtime } from '../../src/model/runtime.ts'
 * @import { Html } from '../document/html.js'
 */

import { html, verbatim } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { compareCodePoints } from '../text/code-points.js';
import { dockerRun } from '../text/shell-quote.js';
import { copyButton, empty, pathCode, sentence, tag, words } from './parts.js';
import { runtimeDetails } from './runtime-details.js';

/**
 * What the reader chose: text to look for, order, and the rows that stand open.
 * @typedef {{ query: string, sort: Column, descending: boolean, open: ReadonlySet<string> }} RuntimesChoice
 * @typedef {'name' | 'origin' | 'available' | 'isolation' | 'path'} Column
 */

/** @type {readonly { column: Column, label: string, shortLabel?: string }[]} */
const columns = [
  { column: 'name', label: 'Runtime' },
  { column: 'available', label: 'Status' },
  { column: 'origin', label: 'Origin' },
  { column: 'isolation', label: 'Isolation' },
  { column: 'path', label: 'Shim' },
];

const originTones = { stock: 'plain', configured: 'info', implicit: 'accent' };

/** How strong the wall is that stands around a container, in the catalogue's words; others are shown as they are. */
const isolations = new Map([
  ['microvm', 'micro VM'],
  ['confidential-vm', 'confidential VM'],
  ['user-space-kernel', 'user-space kernel'],
  ['wasm', 'WebAssembly'],
]);

/**
 * @param {Runtime} runtime
 * @param {Column} column
 */
const sortKey = (runtime, column) => {
  if (column === 'available') return runtime.available ? '0' : `1${runtime.unavailable?.reason ?? ''}`;
  return runtime[column] ?? '\u{10ffff}';
};

/** @type {WeakMap<Runtime, string>} */
const texts = new WeakMap();

/**
 * All that the filter looks into, once for each runtime.
 * @param {Runtime} runtime
 */
const textOf = (runtime) => {
  const known = texts.get(runtime);
  if (known !== undefined) return known;
  const { name, path, binary, runtimeType, origin, description, isolation, project, version, unavailable } = runtime;
  const fields = [name, path, binary, runtimeType, origin, description, isolation, project, version];
  const others = [isolations.get(isolation ?? ''), ...runtime.aliases];
  const state = runtime.available ? 'available' : words(unavailable?.reason ?? 'unavailable');
  const text = [...fields, ...others, state].filter(Boolean).join('\n').toLowerCase();
  texts.set(runtime, text);
  return text;
};

/**
 * The permitted runtimes in the order and selection the reader chose; every word of the filter has to be found.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const selectRuntimes = ({ runtimes }, { query, sort, descending }) => {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const selected = runtimes.filter(
    (runtime) => runtime.permitted && wanted.every((word) => textOf(runtime).includes(word)),
  );
  const direction = descending ? -1 : 1;
  return selected.sort(
    (a, b) => direction * compareCodePoints(sortKey(a, sort), sortKey(b, sort)) || compareCodePoints(a.name, b.name),
  );
};

/** @param {Runtime} runtime */
const status = ({ available, unavailable }) =>
  available
    ? html`<span class="status" data-tone="good">Available</span>`
    : html`<span class="status" data-tone="bad">${sentence(words(unavailable?.reason ?? 'unavailable'))}</span>`;

/** @param {Runtime} runtime */
const shim = ({ path, binary, runtimeType }) =>
  path === undefined ? html`<code class="path none">${binary ?? runtimeType}</code>` : pathCode(path);

/**
 * The program that the shim executes, where it is not the one that it would execute anyway.
 * @param {Runtime} runtime
 */
const program = ({ ociRuntime }) =>
  ociRuntime &&
  !['', 'runc'].includes(ociRuntime.path) &&
  html`<span class="program">runs ${pathCode(ociRuntime.path)}</span>`;

/**
 * One runtime: a row that opens to all its facts. Its roles are written out because cards on a phone lose those that
 * a table gives.
 * @param {Runtime} runtime
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const runtimeRow = (runtime, inventory, choice) => {
  const open = choice.open.has(runtime.name);
  const key = verbatim(runtime.name);
  const command = dockerRun(runtime.name);
  return html`<tbody class="runtime" role="rowgroup" data-open="${open}"><tr role="row">
    <th scope="row" role="rowheader"><button type="button" class="disclose" aria-expanded="${open}" data-toggle="${key}" data-focus="toggle ${key}"><svg viewBox="0 0 12 12" aria-hidden="true"><path d="M4 2.5 8 6l-4 3.5"/></svg><bdi class="name">${runtime.name}</bdi></button>${runtime.name === inventory.defaultRuntime && tag('default', 'accent')}${runtime.version && html`<span class="version">${runtime.version}</span>`}${runtime.description && html`<p class="about">${runtime.description}</p>`}</th>
    <td role="cell" class="state">${status(runtime)}</td>
    <td role="cell" class="origin">${tag(runtime.origin, originTones[runtime.origin])}</td>
    <td role="cell" class="isolation">${runtime.isolation ? (isolations.get(runtime.isolation) ?? words(runtime.isolation)) : html`<span class="none">unknown</span>`}</td>
    <td role="cell" class="file">${shim(runtime)}${program(runtime)}<div class="run"><code class="command">${command}</code>${copyButton(command, `Copy the docker run line of ${runtime.name}`, `copy ${runtime.name}`)}</div></td>
  </tr>${open && html`<tr role="row" class="facts"><td role="cell" colspan="5">${runtimeDetails(runtime, inventory)}</td></tr>`}</tbody>`;
};

/**
 * The heads of the columns, each a button that sorts.
 * @param {RuntimesChoice} choice
 */
export const runtimesHead = ({ sort, descending }) =>
  html`<tr role="row">${columns.map(({ column, label }) => {
    const state = sort !== column ? 'none' : descending ? 'descending' : 'ascending';
    return html`<th scope="col" role="columnheader" aria-sort="${state}"><button type="button" data-sort="${column}" data-focus="sort ${column}">${label}</button>${column === 'path' && html`<span class="and"> and line to run</span>`}</th>`;
  })}</tr>`;

/**
 * How many of the runtimes the filter leaves.
 * @param {Inventory} inventory
 * @param {number} selected
 */
export const runtimesCount = ({ runtimes }, selected) => {
  const permitted = runtimes.filter((runtime) => runtime.permitted).length;
  return selected === permitted ? html`` : html`${selected} of ${permitted}`;
};

/**
 * What stands in place of the rows when there are none.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const noRuntimes = ({ runtimes }, { query }) => {
  const permitted = runtimes.filter((runtime) => runtime.permitted).length;
  const wanted = query.trim();
  return permitted === 0 || wanted === ''
    ? empty(
        'No runtime may be used here',
        html`Neither Docker nor the search path offers one. The <a href="#/search-path">search path</a> shows where shims are looked for.`,
      )
    : empty(
        `No runtime matches "${wanted}"`,
        html`The filter hides all ${permitted}. <a href="${resolveAddress(wanted)}">See what happens to that name</a>.`,
      );
};

/**
 * The region around its table; `runtimesHead` and `runtimeRow` fill it, from the start or later.
 * @param {Html} [head]
 * @param {readonly Html[]} [rows]
 */
export const runtimesShell = (head = html``, rows = []) =>
  html`<div class="region-head"><h2 id="runtimes-title">Runtimes</h2><p class="lead">Every name a client of this Docker may pass to <code>--runtime</code>.</p>
  <div class="filter"><output id="filtered" for="filter"></output><label for="filter" class="unseen">Filter runtimes</label><span class="field"><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/></svg><input id="filter" type="search" placeholder="Filter by name, path, isolation" autocomplete="off" autocapitalize="off" spellcheck="false" aria-keyshortcuts="/" data-focus="filter"><kbd aria-hidden="true">/</kbd></span></div></div>
  <div class="table-box"><table id="runtimes-table" role="table" aria-labelledby="runtimes-title"><thead role="rowgroup" data-key=" head">${head}</thead>${rows}</table></div><div id="no-runtimes"></div>`;
