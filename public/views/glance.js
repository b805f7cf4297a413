/** @import { Inventory } from '../../src/model/inventory/inventory.ts' */

import { stateName } from '../data/runtimes.js';
import { html } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { counted, sentence } from '../text/words.js';
import { pathCode } from './parts.js';

/** @type {Record<Inventory['host']['containerd']['pathSource'], string>} */
const pathSources = {
  process: 'search path from the running process',
  given: 'search path set by flag',
  unit: 'search path from its systemd unit',
  assumed: 'search path assumed',
};

/** @typedef {{ version: string, versionSource: Inventory['host']['containerd']['versionSource'] }} Version */

/**
 * The version whose rules apply to a program that is not running.
 * @param {string} program
 * @param {Version} version
 */
const rulesOf = (program, { version, versionSource }) => {
  if (versionSource === 'assumed') return `assuming ${program} ${version}`;
  return versionSource === 'given' ? `version ${version} set by flag` : `version ${version}`;
};

/** Where a version comes from, unless the program reported it. @param {Version} version */
const versionNote = ({ versionSource }) => {
  if (versionSource === 'read') return '';
  return versionSource === 'given' ? ', version set by flag' : ', version assumed';
};

/** @type {Partial<Record<NonNullable<Inventory['host']['docker']['engine']>['state'], string>>} */
const engineWords = {
  read: 'responding',
  stale: 'not responding',
  unreadable: 'not reachable',
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
  const { pid, version, pathSource, user } = containerd;
  const running = pid !== undefined;
  const state = running ? `pid ${pid}${versionNote(containerd)}` : rulesOf('containerd', containerd);
  const searched = user === 0 ? pathSources[pathSource] : `${pathSources[pathSource]}, as user ${user}`;
  return cell('containerd', running ? version : 'Not found', [state, searched], running ? 'good' : 'warn');
};

/** @param {Inventory} inventory */
const dockerCell = ({ host: { docker } }) => {
  const { present, pid, version, configFile, engine } = docker;
  const file = pathCode(configFile);
  if (!present) return cell('Docker Engine', 'Not found', [rulesOf('Docker', docker), file], 'plain');
  const reported = engine?.version !== undefined;
  const state = pid === undefined ? (reported ? 'running' : 'not running') : `pid ${pid}`;
  const note = reported ? '' : versionNote(docker);
  const answer = engine && engineWords[engine.state];
  const tone = pid === undefined && !reported ? 'warn' : 'good';
  return cell(
    'Docker Engine',
    engine?.version ?? version,
    [`${state}${note}${answer ? `, ${answer}` : ''}`, file],
    tone,
  );
};

const usedByDefault = html`used when <code>--runtime</code> is not given`;

/** @param {Inventory} inventory */
const defaultCell = ({ defaultRuntime, runtimes, host }) => {
  const runtime = runtimes.find((candidate) => candidate.name === defaultRuntime);
  if (host.docker.configUnknown)
    return cell('Default runtime', 'Unknown', ['its configuration cannot be read'], 'warn');
  const available = runtime?.available === true;
  const isUnknown = runtime?.available === null;
  const why = runtime === undefined ? 'not installed' : stateName(runtime);
  const name = html`<a href="${resolveAddress(defaultRuntime)}"><code>${defaultRuntime}</code></a>`;
  const tone = available ? 'good' : host.docker.present && !isUnknown ? 'bad' : 'warn';
  return cell(
    'Default runtime',
    name,
    [available ? 'available' : html`<strong>${sentence(why)}</strong>`, usedByDefault],
    tone,
  );
};

/**
 * A part of a whole, as a bar.
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
    'Ready to start',
    html`${available}<span class="of"> of ${permitted.length}</span>`,
    [bar(available, permitted.length), html`<a href="#/findings">${text}</a>`],
    tone,
  );
};

/**
 * The most important facts: which containerd, which Docker, the default runtime, and how many runtimes can start.
 * @param {Inventory} inventory
 */
export const glance = (inventory) =>
  html`${[containerdCell, dockerCell, defaultCell, countCell].map((view) => view(inventory))}`;
