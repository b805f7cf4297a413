/** @import { Inventory } from '../../../src/model/inventory/inventory.ts' */

import { countEntries } from '../../data/entries.js';
import { lacksContainerd } from '../../data/runtimes.js';
import { html } from '../../document/html.js';
import { handlerAddress, resolveAddress } from '../../page/router.js';
import { counted, noContainerd } from '../../text/words.js';
import { fact } from '../facts.js';
import { pathCode } from '../parts.js';
import { causeOfRuntime } from '../runtimes/cause.js';

/** @typedef {'good' | 'warn' | 'bad' | 'plain'} Tone */

/**
 * One fact: a shape in its colour, and words.
 * @param {Tone} tone
 * @param {unknown} content
 */
const item = (tone, content) => html`<li class="status" data-tone="${tone}"><span>${content}</span></li>`;

/** @param {unknown} text */
const soft = (text) => html` <span class="soft">${text}</span>`;

/** Where a version comes from, unless the program reported it. @param {'read' | 'given' | 'assumed'} versionSource */
const sourceNote = (versionSource) =>
  versionSource !== 'read' &&
  html` <span class="soft note">${versionSource === 'given' ? 'set by flag' : 'assumed'}</span>`;

/** The version whose rules apply to a program that is not running. @param {string} version @param {string} source */
const instead = (version, source) =>
  html`<span class="soft">, ${source === 'assumed' ? 'assuming' : 'version'} ${version}</span>`;

/** @param {Inventory} inventory */
const containerd = (inventory) => {
  const { pid, version, versionSource } = inventory.host.containerd;
  if (pid !== undefined) return item('good', html`containerd <strong>${version}</strong>${sourceNote(versionSource)}`);
  if (lacksContainerd(inventory)) return item('warn', noContainerd);
  const state = versionSource === 'read' ? 'not running' : 'not found';
  return item('warn', html`containerd ${state}${instead(version, versionSource)}`);
};

/** @type {Partial<Record<NonNullable<Inventory['host']['docker']['engine']>['state'], string>>} */
const engineFaults = { stale: 'not responding', unreadable: 'not reachable' };

/** @param {Inventory} inventory */
const docker = ({
  host: {
    docker: { present, pid, version, versionSource, engine },
  },
}) => {
  if (!present) return item('plain', html`Docker not found${instead(version, versionSource)}`);
  const fault = engine && engineFaults[engine.state];
  if (engine?.version !== undefined)
    return item(fault ? 'warn' : 'good', html`Docker <strong>${engine.version}</strong>${fault && soft(fault)}`);
  if (pid === undefined) return item('warn', html`Docker not running${instead(version, versionSource)}`);
  return item(
    fault ? 'warn' : 'good',
    html`Docker <strong>${version}</strong>${fault ? soft(fault) : sourceNote(versionSource)}`,
  );
};

/** What pods get by default, where CRI is served. @param {Inventory} inventory */
const defaultHandler = ({ cri, handlers }) => {
  const handler = cri.state === 'served' && handlers.find((each) => each.default);
  if (!handler) return '';
  const { available, handler: name } = handler;
  const link = html`<a href="${handlerAddress(name)}"><code>${name}</code></a>`;
  const tone = available ? 'good' : available === null ? 'warn' : 'bad';
  return item(tone, html`default handler ${link}${soft({ good: 'ready', warn: 'unknown', bad: 'fails' }[tone])}`);
};

/** @param {Inventory} inventory */
const defaultRuntime = (inventory) => {
  const { defaultRuntime: name, runtimes, host } = inventory;
  if (!host.docker.present) return defaultHandler(inventory);
  if (host.docker.configUnknown)
    return item('warn', html`default runtime unknown${soft('its configuration cannot be read')}`);
  const runtime = runtimes.find((candidate) => candidate.name === name);
  const state = runtime === undefined ? 'Not installed' : causeOfRuntime(runtime);
  const tone = runtime?.available ? 'good' : runtime?.available === null ? 'warn' : 'bad';
  const link = html`<a href="${resolveAddress(name)}"><code>${name}</code></a>`;
  return item(tone, html`default ${link} ${tone === 'good' ? soft('ready') : `· ${state}`}`);
};

/** @param {Inventory} inventory */
const ready = (inventory) => {
  const { all, failing, ready: count } = countEntries(inventory);
  // The line says already that the host has no containerd.
  const fails = failing > 0 && !lacksContainerd(inventory);
  const tone = fails ? 'bad' : count < all || all === 0 ? 'warn' : 'good';
  const words = html`<strong>${count}</strong> of ${all} ready`;
  return item(tone, failing > 0 ? html`<a href="#/runtimes?show=failing">${words}</a>` : words);
};

/** @param {Inventory} inventory */
const unread = ({ sources }) => {
  const count = sources.filter(({ state }) => state === 'unreadable' || state === 'stale').length;
  return count > 0 && item('warn', html`<a href="#/findings">${counted(count, 'source')} unreadable</a>`);
};

/**
 * The host in one line: which containerd, which Docker, the default runtime, and how many runtimes are ready.
 * @param {Inventory} inventory
 */
export const hostLine = (inventory) => html`
  ${containerd(inventory)}${docker(inventory)}${defaultRuntime(inventory)}${ready(inventory)}${unread(inventory)}`;

/** @type {Record<Inventory['host']['containerd']['pathSource'], string>} */
const pathSources = {
  process: 'from the running process',
  given: 'set by flag',
  unit: 'from its systemd unit',
  assumed: 'assumed',
};

const versionSources = { read: 'read', given: 'set by flag', assumed: 'assumed' };

/** @param {number | undefined} pid */
const process = (pid) => (pid === undefined ? 'not found' : `pid ${pid}`);

/** Whether the running Engine responds, or why it is not asked. @param {Inventory} inventory */
const engineState = ({ host: { docker: d }, sources }) => {
  const known = d.engine && { read: 'responding', ...engineFaults }[d.engine.state];
  return known ?? sources.find(({ source }) => source === 'docker-engine')?.message ?? 'not found';
};

/** @param {Inventory} inventory */
const defaultName = ({ defaultRuntime: name, host }) =>
  host.docker.configUnknown ? 'unknown' : html`<a href="${resolveAddress(name)}"><code>${name}</code></a>`;

/**
 * The facts behind the line.
 * @param {Inventory} inventory
 */
export const hostDetails = (inventory) => {
  const { containerd: c, docker: d, target } = inventory.host;
  return html`
    <dl class="fact-list">
      ${fact('containerd', `${process(c.pid)}, version ${c.version} (${versionSources[c.versionSource]})`)}
      ${fact('Search path', `${pathSources[c.pathSource]}${c.user === 0 ? '' : `, as user ${c.user}`}`)}
      ${fact('Docker', `${process(d.pid)}, version ${d.version} (${versionSources[d.versionSource]})`)}
      ${fact('Docker Engine', engineState(inventory))}
      ${fact('Docker’s configuration', pathCode(d.configFile))}
      ${fact('Target', target)}
      ${d.present && fact('Default runtime', html`${defaultName(inventory)}, used when <code>--runtime</code> is not given`)}
    </dl>`;
};
