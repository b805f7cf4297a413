/**
 * @import { Handler } from '../../src/model/inventory/handler.ts'
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 */

import { html } from '../document/html.js';
import { resolveAddress, shimAddress } from '../page/router.js';
import { code, fact, failure, linkList, optionsBlock, remedies } from './facts.js';

/** @param {Handler} handler @param {Inventory} inventory */
const shim = ({ path }, { shims }) =>
  shims.some((candidate) => candidate.path === path)
    ? html`<a href="${shimAddress(path ?? '')}"><code>${path}</code></a>`
    : code(path);

/** The names for Docker that lead to the same shim. @param {Handler} handler @param {Inventory} inventory */
const runtimes = ({ handler }, inventory) => {
  const names = inventory.runtimes.filter(({ handlers }) => handlers.includes(handler)).map(({ name }) => name);
  return linkList(names, resolveAddress);
};

/** @param {{ file: string, line: number }} place */
const written = ({ file, line }) => html`<code>${file}:${line}</code>`;

/** @param {Handler} handler */
const overrides = ({ overrides: list = [] }) =>
  list.length > 0 &&
  html`
    <ul>
      ${list.map(
        (place) => html`
        <li><code>${place.key}</code>: ${written(place.by)} overrides ${written(place)}</li>`,
      )}
    </ul>`;

/**
 * What is known of a handler in addition to its row. Why CRI is not served is above the table.
 * @param {Handler} handler
 * @param {Inventory} inventory
 */
export const handlerDetails = (handler, inventory) => {
  const { options } = handler;
  const isOwnFault = handler.unavailable?.reason !== 'cri-not-served';
  const key = `handler ${handler.handler}`;
  const configPath = options['ConfigPath'];
  const facts = [
    fact('Shim', shim(handler, inventory)),
    fact('Runtime type', code(handler.runtimeType)),
    fact('Runtime path', code(handler.runtimePath)),
    fact('OCI runtime', code(handler.ociRuntime)),
    fact('Configuration of the shim', typeof configPath === 'string' && code(configPath)),
    fact('Snapshotter', code(handler.snapshotter)),
    fact('Sandboxer', code(handler.sandboxer)),
    fact('Runtime names', runtimes(handler, inventory)),
    fact('Overrides', overrides(handler), true),
    fact('Options', optionsBlock(options), true),
  ];
  return html`
    ${isOwnFault && [failure(handler, key), remedies(handler.advice, key)]}
    <dl class="fact-list">${facts}</dl>
    <p><a class="action" href="${resolveAddress(handler.handler)}">Explain this name</a></p>`;
};
