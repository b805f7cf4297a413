/**
 * @import { Handler } from '../../src/model/inventory/handler.ts'
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 */

import { stateName } from '../data/runtimes.js';
import { html, verbatim } from '../document/html.js';
import { sentence } from '../text/words.js';
import { handlerDetails } from './handler-details.js';
import { pathCode, tag } from './parts.js';

/**
 * The `data-focus` of the button that opens a row.
 * @param {string} name
 */
export const handlerFocus = (name) => `toggle-handler ${name}`;

/** The controller that containerd has without a configuration. */
const usualSandboxer = 'podsandbox';

/** @param {Handler} handler */
const about = ({ snapshotter, sandboxer }) => {
  const parts = [
    snapshotter && `snapshotter ${snapshotter}`,
    sandboxer !== usualSandboxer && sandboxer && `sandboxer ${sandboxer}`,
  ].filter(Boolean);
  return parts.length > 0 && html`<p class="about">${parts.join(', ')}</p>`;
};

/** @param {Handler} handler @param {boolean} open */
const nameCell = (handler, open) => {
  const { handler: name } = handler;
  return html`
    <th scope="row" role="rowheader">
      <button type="button" class="disclose" aria-expanded="${open}"
        data-toggle="${verbatim(name)}" data-focus="${verbatim(handlerFocus(name))}">
        <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M4 2.5 8 6l-4 3.5"/></svg>
        <bdi dir="ltr" class="name">${name}</bdi>
      </button>
      ${handler.default && tag('default', 'accent')}
      ${about(handler)}
    </th>`;
};

/** What is explained once, above the table. @param {Handler} handler */
const isAbove = ({ unavailable }) => ['cri-not-served', 'no-containerd'].includes(unavailable?.reason ?? '');

/** @param {Handler} handler */
const tone = (handler) => {
  const { available } = handler;
  if (available) return 'good';
  if (isAbove(handler)) return 'plain';
  return available === null ? 'warn' : 'bad';
};

/** @param {Handler} handler */
const stateCell = (handler) => {
  const state = stateName({ available: handler.available, unavailable: handler.unavailable });
  return html`
    <td role="cell" class="state"><span class="status" data-tone="${tone(handler)}">${sentence(state)}</span></td>`;
};

/** @param {unknown} content */
const line = (content) => html`<span class="more-of">${content}</span>`;

/** The file of the shim, and the runtime type, which a runtime path replaces. @param {Handler} handler */
const shim = ({ path, runtimePath, runtimeType }) => {
  const file = path ?? runtimePath;
  if (file === undefined) return html`<code class="path none">${runtimeType}</code>`;
  const how = runtimePath ? 'from runtime_path, instead of' : 'type';
  return [pathCode(file), line(html`${how} <code>${runtimeType}</code>`)];
};

/** @param {Handler} handler */
const shimCell = (handler) => {
  const { ociRuntime, advice } = handler;
  const fix = !isAbove(handler) && advice[0]?.text;
  return html`
    <td role="cell" class="file">
      ${shim(handler)}
      ${ociRuntime && line(html`runs ${pathCode(ociRuntime)}`)}
      ${fix && html`<p class="fix">${fix}</p>`}
    </td>`;
};

/** @param {{ file: string, line: number }} place */
const placeCode = ({ file, line }) => pathCode(`${file}:${line}`);

/** The keys that a file replaced, each once. @param {Handler} handler @param {string} file */
const keysFrom = ({ overrides = [] }, file) => [
  ...new Set(overrides.filter(({ by }) => by.file === file).map(({ key }) => key)),
];

/** @param {Handler} handler */
const definedCell = (handler) => {
  const { definedIn, alsoIn = [], overrides = [] } = handler;
  const others = alsoIn.map((place) => {
    const keys = keysFrom(handler, place.file);
    return line(
      keys.length === 0 ? html`also in ${placeCode(place)}` : html`${placeCode(place)} overrides ${keys.join(', ')}`,
    );
  });
  const rest = overrides.filter(({ by }) => alsoIn.every(({ file }) => file !== by.file));
  return html`
    <td role="cell" class="defined">
      ${definedIn ? placeCode(definedIn) : html`<span class="none">built into containerd</span>`}
      ${others}
      ${rest.map((place) => line(html`overrides ${placeCode(place)}`))}
    </td>`;
};

/**
 * One handler: a row that opens to all its facts. The roles are explicit because rows lose their implicit roles when a
 * phone shows them as cards.
 * @param {Handler} handler
 * @param {Inventory} inventory
 * @param {boolean} open
 */
export const handlerRow = (handler, inventory, open) => html`
  <tbody class="record handler" role="rowgroup" data-open="${open}">
    <tr role="row">
      ${[nameCell(handler, open), stateCell(handler), shimCell(handler), definedCell(handler)]}
    </tr>
    ${
      open &&
      html`
      <tr role="row" class="facts"><td role="cell" colspan="4">${handlerDetails(handler, inventory)}</td></tr>`
    }
  </tbody>`;
