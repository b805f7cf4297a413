/**
 * @import { Advice } from '../../../src/model/inventory/advice.ts'
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Shim } from '../../../src/model/inventory/shim.ts'
 * @import { Entry } from '../../data/entries.js'
 * @import { RuntimesChoice } from '../../data/selection.js'
 * @import { Html } from '../../document/html.js'
 */

import { isolationName } from '../../data/runtimes.js';
import { versionOf } from '../../data/selection.js';
import { html, verbatim } from '../../document/html.js';
import { resolveAddress, shimAddress } from '../../page/router.js';
import { pathCode, tag } from '../parts.js';
import { adviceOn, causeOf, partsOfAdvice, usageOf } from './cause.js';
import { fileDetails, runtimeDetails } from './details.js';

/** The second line of a cell. @param {unknown} content @param {string} [title] */
const under = (content, title) => content && html`<p class="under"${title && html` title="${title}"`}>${content}</p>`;

/** @param {readonly unknown[]} parts */
const dotted = (parts) => {
  const present = parts.filter(Boolean);
  return present.length > 0 && present.map((part, index) => html`${index > 0 && ' · '}${part}`);
};

/** Other names of the same shim, below the name. @param {Entry} entry */
const otherNames = (entry) => {
  if (entry.kind === 'file') return entry.isLost && under(html`<code>${entry.shim.binary}</code>`, entry.shim.binary);
  const { aliases, handlers } = entry.runtime;
  const all = [...aliases, ...handlers.map((handler) => `CRI ${handler}`)];
  return under(dotted(all.map((name) => html`<bdi dir="ltr">${name}</bdi>`)), all.join(' · '));
};

/** @param {Entry} entry @param {boolean} open @param {boolean} isDefault */
const nameCell = (entry, open, isDefault) => html`
  <th scope="row" role="rowheader" class="named">
    <button type="button" class="disclose" aria-expanded="${open}" title="${entry.name}"
      data-toggle="${verbatim(entry.key)}" data-focus="toggle ${verbatim(entry.key)}">
      <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M4 2.5 8 6l-4 3.5"/></svg>
      <bdi dir="ltr" class="name">${entry.name}</bdi>
    </button>
    ${isDefault && tag('default', 'accent')}
    ${otherNames(entry)}
  </th>`;

/** @type {Record<Entry['state'], string>} */
const tones = { failing: 'bad', unknown: 'warn', ready: 'good', skipped: 'plain' };

/**
 * The first thing to do, in one line. The fault and the path are in the row already; a reload does not help before the file
 * is correct.
 * @param {Advice | undefined} advice
 * @param {Entry} entry
 */
const firstStep = (advice, entry) => {
  if (!advice) return undefined;
  const isFileFirst = entry.kind === 'runtime' && entry.runtime.unavailable?.reason === 'docker-config-refused';
  return advice.command && !isFileFirst ? html`<code>${advice.command}</code>` : partsOfAdvice(advice.text).fix;
};

/** A cause. In a narrow column, the name of its file is cut, not what is wrong with it. @param {string} cause */
const causeView = (cause) => {
  const split = cause.lastIndexOf(' is ');
  return split < 0 ? cause : html`<span class="cut">${cause.slice(0, split)}</span>${cause.slice(split)}`;
};

/** What is wrong and what to do, or what uses the runtime. @param {Entry} entry @param {Inventory} inventory */
const stateCell = (entry, inventory) => {
  const cause = causeOf(entry);
  const advice = adviceOn(entry, inventory);
  const usage = usageOf(entry, inventory);
  const more = firstStep(advice, entry);
  return html`
    <td role="cell" class="state">
      <p class="line" title="${cause}">
        <span class="status" data-tone="${tones[entry.state]}"><span>${causeView(cause)}</span></span>
        ${usage && html`<span class="used"> · ${usage}</span>`}
      </p>
      ${under(more || (entry.kind === 'runtime' && isolationName(entry.runtime)), advice?.command ?? advice?.text)}
    </td>`;
};

/** @param {Entry} entry */
const versionCell = (entry) => html`
  <td role="cell" class="version">${versionOf(entry) ?? html`<span class="none">–</span>`}</td>`;

/** Where a runtime is configured. @param {Entry} entry @param {Inventory} inventory */
const definition = (entry, { host }) => {
  if (entry.kind === 'file') return '';
  const { definedIn, origin } = entry.runtime;
  // What Docker has built in is on the list without Docker, too.
  if (origin === 'stock' && !host.docker.present) return !entry.name.includes('.') && 'a name for Docker only';
  if (!definedIn) return { stock: 'built into Docker', configured: 'configured in Docker', implicit: '' }[origin];
  if (definedIn.line === 0) return 'dockerd command line';
  return html`<code>${definedIn.file.slice(definedIn.file.lastIndexOf('/') + 1)}:${definedIn.line}</code>`;
};

/** The program that the shim executes, unless it is runc. @param {Entry} entry */
const program = (entry) => {
  const path = entry.kind === 'runtime' ? entry.runtime.ociRuntime?.path : undefined;
  return path && path !== 'runc' && html`runs <code>${path}</code>`;
};

/** A file that leads to its page. The open row has the same link for the keyboard. @param {string} path @param {Html} code */
const fileLink = (path, code) => html`<a href="${shimAddress(path)}" tabindex="-1">${code}</a>`;

/** The shim of every runtime that is the path of a program. */
const runcShim = 'containerd-shim-runc-v2';

/** The shim that a configured name leads to once Docker has loaded it. @param {Runtime} runtime @param {readonly Shim[]} shims */
const shimAfterLoading = ({ runtimeType, ociRuntime }, shims) => {
  const binary = runtimeType === undefined && ociRuntime ? runcShim : undefined;
  const leads = (/** @type {Shim} */ shim) =>
    binary === undefined ? runtimeType !== undefined && shim.runtime === runtimeType : shim.binary === binary;
  return { name: binary ?? runtimeType, shim: shims.find((shim) => shim.state === 'effective' && leads(shim)) };
};

/** The file that a name leads to, or the name of the one that containerd skips. @param {Entry} entry @param {Inventory} inventory */
const fileOf = (entry, { shims }) => {
  const runtime = entry.kind === 'runtime' ? entry.runtime : undefined;
  const later = runtime && !runtime.binary ? shimAfterLoading(runtime, shims) : undefined;
  const shim = entry.shim ?? later?.shim;
  const path = shim?.path ?? runtime?.path;
  if (path !== undefined) return { path, file: shim ? fileLink(path, pathCode(path)) : pathCode(path) };
  const skipped = shims.find(({ binary, state }) => state === 'unusable' && binary === runtime?.binary);
  const name = html`<code class="path none">${runtime?.binary ?? later?.name ?? '–'}</code>`;
  return { path: skipped?.path, file: skipped ? fileLink(skipped.path, name) : name };
};

/** @param {Entry} entry @param {Inventory} inventory */
const whereCell = (entry, inventory) => {
  const { path, file } = fileOf(entry, inventory);
  const hidden = path === undefined ? 0 : inventory.shims.filter(({ shadowedBy }) => shadowedBy === path).length;
  return html`
    <td role="cell" class="where">
      <p class="line"${path && html` title="${path}"`}>${file}</p>
      ${under(dotted([definition(entry, inventory), program(entry), hidden > 0 && `hides ${hidden}`]))}
    </td>`;
};

/** @param {Entry} entry */
const actionCell = ({ key, name }) => html`
  <td role="cell" class="act">
    <a class="row-action" href="${resolveAddress(name)}" data-focus="explain ${verbatim(key)}"
      aria-label="Explain ${name}">Explain</a>
    <button type="button" class="row-action menu-button" aria-haspopup="menu" aria-expanded="false"
      aria-label="Copy from ${name}" data-menu="${verbatim(key)}" data-focus="menu ${verbatim(key)}">
      Copy <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M3 4.5 6 7.5l3-3"/></svg>
      <span class="copied" aria-hidden="true"></span>
    </button>
  </td>`;

/** @param {Entry} entry @param {Inventory} inventory */
const detailsRow = (entry, inventory) => html`
  <tr role="row" class="facts">
    <td role="cell" colspan="5">
      ${entry.kind === 'file' ? fileDetails(entry.shim, inventory) : runtimeDetails(entry.runtime, inventory)}
    </td>
  </tr>`;

/**
 * One entry: a row that opens to all its facts. The roles are explicit because rows that are not laid out as a table
 * lose their implicit roles.
 * @param {Entry} entry
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const entryRow = (entry, inventory, choice) => {
  const open = choice.open.has(entry.key);
  return html`
    <tbody class="record runtime" role="rowgroup" data-open="${open}" data-state="${entry.state}">
      <tr role="row">
        ${nameCell(entry, open, inventory.host.docker.present && entry.key === inventory.defaultRuntime)}
        ${stateCell(entry, inventory)}
        ${versionCell(entry)}
        ${whereCell(entry, inventory)}
        ${actionCell(entry)}
      </tr>
      ${open && detailsRow(entry, inventory)}
    </tbody>`;
};
