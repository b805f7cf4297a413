/** @import { Inventory } from '../../src/model/inventory.ts' */

import { html } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { counted, sentence, words } from '../text/words.js';
import { pathCode } from './parts.js';

/** @type {Record<Inventory['host']['containerd']['pathSource'], string>} */
const pathSources = {
  process: 'search path read from its process',
  given: 'search path given by hand',
  assumed: 'search path assumed',
};

const versionSources = { given: 'given by hand', assumed: 'assumed' };

/**
 * Whose rules are applied to what is not running.
 * @param {{ version: string, versionSource: Inventory['host']['containerd']['versionSource'] }} program
 */
const rulesOf = ({ version, versionSource }) => `rules of ${version}${told(', ', versionSource)}`;

/**
 * How a version came to be known, when it was not read.
 * @param {string} before
 * @param {Inventory['host']['containerd']['versionSource']} source
 */
const told = (before, source) => (source === 'read' ? '' : `${before}${versionSources[source]}`);

/** @type {Partial<Record<NonNullable<Inventory['host']['docker']['engine']>['state'], string>>} */
const engineWords = {
  read: 'answers on its socket',
  stale: 'does not answer now',
  unreadable: 'cannot be asked',
};

/**
 * One fact.
 * @param {string} title
 * @param {unknown} value
 * @param {readonly unknown[]} details one line each
 * @param {'good' | 'warn' | 'bad' | 'plain'} tone
 */
export const cell = (title, value, details, tone) => html`
  <div class="cell" data-tone="${tone}">
    <h2>${title}</h2>
    <p class="value">${value}</p>
    ${details.filter(Boolean).map((detail) => html`<p class="detail">${detail}</p>`)}
  </div>`;

/** @param {Inventory} inventory */
const containerdCell = ({ host: { containerd } }) => {
  const { pid, version, versionSource, pathSource, user } = containerd;
  const running = pid !== undefined;
  const state = running ? `pid ${pid}${told(', version ', versionSource)}` : rulesOf(containerd);
  const asked = user === 0 ? pathSources[pathSource] : `${pathSources[pathSource]}, as user ${user}`;
  return cell('containerd', running ? version : 'Not found', [state, asked], running ? 'good' : 'warn');
};

/** @param {Inventory} inventory */
const dockerCell = ({ host: { docker } }) => {
  const { present, pid, version, versionSource, configFile, engine } = docker;
  const file = pathCode(configFile);
  if (!present) return cell('Docker Engine', 'Not found', [rulesOf(docker), file], 'plain');
  const heard = engine?.version !== undefined;
  const state = pid === undefined ? (heard ? 'running' : 'not running') : `pid ${pid}`;
  const said = heard ? '' : told(', version ', versionSource);
  const answer = engine && engineWords[engine.state];
  const tone = pid === undefined && !heard ? 'warn' : 'good';
  return cell(
    'Docker Engine',
    engine?.version ?? version,
    [`${state}${said}${answer ? `, ${answer}` : ''}`, file],
    tone,
  );
};

/** @param {Inventory} inventory */
const defaultCell = ({ defaultRuntime, runtimes, host }) => {
  const runtime = runtimes.find((candidate) => candidate.name === defaultRuntime);
  const available = runtime?.available === true;
  const why = words(runtime?.unavailable?.reason ?? 'not-installed');
  const name = html`<a href="${resolveAddress(defaultRuntime)}"><code>${defaultRuntime}</code></a>`;
  const tone = available ? 'good' : host.docker.present ? 'bad' : 'warn';
  return cell(
    'Default runtime',
    name,
    [available ? 'available' : html`<strong>${sentence(why)}</strong>`, 'what a container gets that names none'],
    tone,
  );
};

/**
 * How much of the whole starts, as a bar.
 * @param {number} part
 * @param {number} whole
 */
export const bar = (part, whole) => html`
  <svg class="bar-of" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="whole" width="100" height="4"/>
    <rect class="part" width="${whole === 0 ? 0 : (100 * part) / whole}" height="4"/>
  </svg>`;

/** @param {Inventory} inventory */
const countCell = ({ runtimes, findings }) => {
  const permitted = runtimes.filter((runtime) => runtime.permitted);
  const available = permitted.filter((runtime) => runtime.available).length;
  const high = findings.filter((finding) => finding.severity === 'high').length;
  const text =
    findings.length === 0 ? 'No findings' : `${counted(findings.length, 'finding')}${high > 0 ? `, ${high} high` : ''}`;
  const tone = high > 0 ? 'bad' : available < permitted.length || permitted.length === 0 ? 'warn' : 'good';
  return cell(
    'Runtimes that would start',
    html`${available}<span class="of"> of ${permitted.length}</span>`,
    [bar(available, permitted.length), html`<a href="#/findings">${text}</a>`],
    tone,
  );
};

/**
 * The facts one wants before anything else: which containerd, which Docker, what starts by default, how much is here.
 * @param {Inventory} inventory
 */
export const glance = (inventory) =>
  html`${[containerdCell, dockerCell, defaultCell, countCell].map((view) => view(inventory))}`;
