/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { SourceState } from '../../../src/model/inventory/source.ts'
 */

import { html } from '../../document/html.js';
import { tag } from '../parts.js';

/** @type {Record<SourceState['source'], string>} */
const sourceNames = {
  'search-path': 'Search path',
  'docker-config': 'Docker’s configuration',
  'docker-engine': 'Docker Engine',
  containers: 'Running containers',
  'containerd-config': 'containerd’s configuration',
  'containerd-process': 'containerd’s process',
  'containerd-socket': 'containerd’s answers',
};

/** @type {Partial<Record<SourceState['state'], string>>} */
const sourceStates = { read: 'OK', absent: 'not present' };

/** @type {Record<SourceState['state'], string>} */
const sourceTones = { read: 'good', assumed: 'plain', absent: 'plain', unreadable: 'warn', stale: 'warn' };

/** @param {SourceState} state */
const source = ({ source: name, state, message: why }) => html`
  <li>
    <span class="source">${sourceNames[name]}</span> ${tag(sourceStates[state] ?? state, sourceTones[state])}
    ${why && html`<span class="why">${why}</span>`}
  </li>`;

/**
 * Where the data comes from.
 * @param {Inventory} inventory
 */
export const sources = (inventory) => html`
  <h3>Data sources</h3>
  <ul class="sources">${inventory.sources.map(source)}</ul>`;
