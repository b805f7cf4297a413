/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 * @import { RuntimesChoice } from '../data/runtimes.js'
 */

import { isolationName, stateName } from '../data/runtimes.js';
import { html, verbatim } from '../document/html.js';
import { dockerRun } from '../text/shell-quote.js';
import { sentence } from '../text/words.js';
import { copyButton, pathCode, tag } from './parts.js';
import { runtimeDetails } from './runtime-details.js';

/** The button that opens and closes a row. @param {Runtime} runtime @param {boolean} open */
const disclose = ({ name }, open) => html`
  <button type="button" class="disclose" aria-expanded="${open}"
    data-toggle="${verbatim(name)}" data-focus="toggle ${verbatim(name)}">
    <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M4 2.5 8 6l-4 3.5"/></svg>
    <bdi class="name">${name}</bdi>
  </button>`;

/** @param {Runtime} runtime @param {boolean} open @param {boolean} isDefault */
const nameCell = (runtime, open, isDefault) => html`
  <th scope="row" role="rowheader">
    ${disclose(runtime, open)}
    ${isDefault && tag('default', 'accent')}
    ${runtime.description && html`<p class="about">${runtime.description}</p>`}
  </th>`;

/** @param {Runtime} runtime */
const stateCell = ({ available, unavailable }) => {
  const state = sentence(stateName({ available, unavailable }));
  const tone = available ? 'good' : available === null ? 'warn' : 'bad';
  return html`
    <td role="cell" class="state"><span class="status" data-tone="${tone}">${state}</span></td>`;
};

const originTones = { stock: 'plain', configured: 'info', implicit: 'accent' };

/** @param {Runtime} runtime */
const originCell = ({ origin }) => html`<td role="cell" class="origin">${tag(origin, originTones[origin])}</td>`;

/** @param {Runtime} runtime */
const isolationCell = (runtime) => html`
  <td role="cell" class="isolation">${isolationName(runtime) ?? html`<span class="none">unknown</span>`}</td>`;

/** @param {Runtime} runtime */
const shim = ({ path, binary, runtimeType }) =>
  path === undefined ? html`<code class="path none">${binary ?? runtimeType}</code>` : pathCode(path);

/** The program that the shim executes, unless it is runc. @param {Runtime} runtime */
const program = ({ ociRuntime }) =>
  ociRuntime &&
  !['', 'runc'].includes(ociRuntime.path) &&
  html`<span class="program">runs ${pathCode(ociRuntime.path)}</span>`;

/** @param {Runtime} runtime */
const shimCell = (runtime) => {
  const command = dockerRun(runtime.name);
  return html`
    <td role="cell" class="file">
      ${shim(runtime)}
      ${program(runtime)}
      <div class="run">
        <code class="command">${command}</code>
        ${copyButton(command, `Copy the docker run command for ${runtime.name}`, `copy ${runtime.name}`)}
      </div>
    </td>`;
};

/** @param {Runtime} runtime @param {Inventory} inventory */
const detailsRow = (runtime, inventory) => html`
  <tr role="row" class="facts"><td role="cell" colspan="5">${runtimeDetails(runtime, inventory)}</td></tr>`;

/**
 * One runtime: a row that opens to all its facts. The roles are explicit because rows lose their implicit roles when a
 * phone shows them as cards.
 * @param {Runtime} runtime
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const runtimeRow = (runtime, inventory, choice) => {
  const open = choice.open.has(runtime.name);
  return html`
    <tbody class="record runtime" role="rowgroup" data-open="${open}">
      <tr role="row">
        ${nameCell(runtime, open, runtime.name === inventory.defaultRuntime)}
        ${stateCell(runtime)}
        ${originCell(runtime)}
        ${isolationCell(runtime)}
        ${shimCell(runtime)}
      </tr>
      ${open && detailsRow(runtime, inventory)}
    </tbody>`;
};
