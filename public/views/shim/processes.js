/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Process, ServedContainer } from '../../../src/model/inventory/process.ts'
 */

import { html } from '../../document/html.js';
import { resolveAddress } from '../../page/router.js';
import { counted, shortId } from '../../text/words.js';
import { tag } from '../parts.js';

const mostContainers = 60;

/** @param {ServedContainer} container */
const served = ({ id, name, runtime, state, unmanaged }) => html`
  <li>
    <strong>${name ?? shortId(id)}</strong>${' '}
    <a href="${resolveAddress(runtime)}"><code>${runtime}</code></a>${' '}
    ${state === 'stopped' && tag('stopped')} ${unmanaged && tag('containerd does not know it', 'bad')}
  </li>`;

/**
 * A process that runs a file, and its containers.
 * @param {Process} process
 */
export const shimProcess = ({ pid, state, stopped, version, namespace, containers }) => {
  const rest = containers.length - mostContainers;
  const isOld = state === 'deleted' || state === 'replaced';
  return html`
    <li class="process">
      <p>
        <span class="soft">process ${pid} · ${version && `version ${version} · `}namespace ${namespace}</span>${' '}
        ${isOld && tag(`file ${state}`, 'warn')} ${stopped && tag('stopped by a signal', 'bad')}
      </p>
      <ul class="served">
        ${containers.slice(0, mostContainers).map(served)}
        ${rest > 0 && html`<li>and ${rest} more</li>`}
      </ul>
    </li>`;
};

/**
 * Leads to all processes of a file.
 * @param {number} rest
 * @param {string} path
 */
export const moreProcesses = (rest, path) => html`
  <li class="process">
    <a href="#/running?${new URLSearchParams({ q: path })}" data-focus="more processes">
      ${counted(rest, 'more process')} in Running
    </a>
  </li>`;

/**
 * Shown when no process runs a file.
 * @param {Inventory} inventory
 */
export const nothingRuns = ({ sources }) => {
  const source = sources.find((each) => each.source === 'containers');
  if (source?.state === 'read' || source?.state === 'stale')
    return html`<p class="soft">Nothing runs from this file.</p>`;
  return html`<p class="soft">What runs is not known${source?.message ? `: ${source.message}` : ''}.</p>`;
};
