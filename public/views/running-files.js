/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Process } from '../../src/model/inventory/process.ts'
 * @import { FileGroup, Running } from '../data/running.js'
 */

import { outcomesOf } from '../data/running.js';
import { html, verbatim } from '../document/html.js';
import { resolveAddress, shimAddress } from '../page/router.js';
import { counted, shortId } from '../text/words.js';
import { empty, outcomeTones, pathCode, tag } from './parts.js';

/** Containers of a file that are shown at first. */
const mostShown = 12;

/** What is at the path of the file that a process runs. */
const states = /** @type {const} */ ({
  deleted: ['file deleted', 'bad'],
  replaced: ['file replaced', 'warn'],
  current: ['current', 'good'],
});

/** The file, which leads to its page if it has one. @param {Process} process @param {Inventory} inventory */
const file = ({ path, binary }, { shims }) => {
  if (path === undefined) return html`<code>${binary}</code>`;
  const isListed = shims.some((shim) => shim.path === path || shim.realPath === path);
  return isListed
    ? html`<a href="${shimAddress(path)}" data-focus="file ${verbatim(path)}">${pathCode(path)}</a>`
    : pathCode(path);
};

/** The one value that all have; undefined if they differ. @template T @param {readonly T[]} values */
const common = (values) => (new Set(values).size === 1 ? values[0] : undefined);

/** @param {string} name @param {string} focus */
const runtime = (name, focus) =>
  html`<a href="${resolveAddress(name)}" data-focus="${verbatim(focus)}"><code>${name}</code></a>`;

/**
 * A container; what all of its group have is not repeated.
 * @param {Running} running
 * @param {{ ofOneRuntime: boolean, ofOneProcess: boolean }} group
 */
const item = ({ container, process, outcome }, { ofOneRuntime, ofOneProcess }) => {
  const { id, name, state, unmanaged } = container;
  return html`
    <li>
      <strong title="${id}"><bdi dir="ltr">${name ?? shortId(id)}</bdi></strong>
      ${!ofOneRuntime && runtime(container.runtime, `runtime ${process.pid} ${id}`)}
      ${!ofOneProcess && html`<span class="soft">pid ${process.pid}</span>`}
      ${process.stopped && tag('stopped by a signal', 'bad')}
      ${state === 'stopped' && tag('stopped')}
      ${unmanaged && tag('containerd does not know it', 'bad')}
      ${outcome !== undefined && outcome !== 'kept' && tag(outcome, outcomeTones[outcome])}
    </li>`;
};

/** What a restart of containerd does to the containers of a file. @param {FileGroup} group */
const restart = (group) => {
  const all = outcomesOf(group);
  return (
    all.length > 0 &&
    html`
      <span class="restart" title="If containerd restarts">
        <span class="soft">after a restart</span>
        ${all.map(([outcome, count]) => tag(`${count} ${outcome}`, outcomeTones[outcome]))}
      </span>`
  );
};

/** What is the same for all processes of a file. @param {FileGroup} group */
const about = ({ first, processes, containers }) => {
  const namespace = common(processes.map((each) => each.namespace));
  const name = common(containers.map(({ container }) => container.runtime));
  const parts = [
    processes.length === 1 ? `process ${first.pid}` : counted(processes.length, 'process'),
    first.version ? `version ${first.version}` : 'version not known',
    namespace !== undefined && `namespace ${namespace}`,
    name !== undefined && html`runtime ${runtime(name, `runtime of ${first.pid}`)}`,
  ].filter(Boolean);
  return parts.map((part, index) => html`${index > 0 && ' · '}${part}`);
};

/**
 * A file that runs, and the containers that run from it.
 * @param {FileGroup} group
 * @param {Inventory} inventory
 * @param {boolean} isUnfolded whether all containers are shown
 */
export const fileCard = (group, inventory, isUnfolded) => {
  const { key, first, processes, containers } = group;
  const [word, tone] = first.state === null ? ['file not known', 'plain'] : states[first.state];
  const shown = isUnfolded ? containers : containers.slice(0, mostShown);
  const rest = containers.length - shown.length;
  const same = {
    ofOneRuntime: common(containers.map(({ container }) => container.runtime)) !== undefined,
    ofOneProcess: processes.length === 1,
  };
  return html`
    <li class="process" data-tone="${tone}">
      <p class="file">
        ${tag(word, tone)} ${file(first, inventory)}
        <span class="count">${containers.length > 0 && counted(containers.length, 'container')}</span>
        ${restart(group)}
      </p>
      <p class="soft">${about(group)}</p>
      <ul class="served">
        ${processes.some(({ containersUnknown }) => containersUnknown) && html`<li>containers not known</li>`}
        ${shown.map((running) => item(running, same))}
        ${
          rest > 0 &&
          html`
            <li><button type="button" class="plain-button" data-more="${verbatim(key)}" data-focus="more ${verbatim(key)}">
              Show ${counted(rest, 'more container')}
            </button></li>`
        }
      </ul>
    </li>`;
};

/** @param {Inventory} inventory */
export const noProcesses = ({ sources }) => {
  const source = sources.find((each) => each.source === 'containers');
  return source?.state === 'unreadable'
    ? empty('What runs is not known', html`${source.message ?? ''}. <a href="#/findings">Show what to do</a>`)
    : empty('No containers are running', 'Shim processes and their containers appear here as they start.');
};

/** Shown when the filter leaves nothing. @param {string} query */
export const noneRuns = (query) =>
  empty(
    `Nothing that runs matches "${query.trim()}"`,
    html`<button type="button" class="plain-button" data-clear>Clear filter</button>`,
  );
