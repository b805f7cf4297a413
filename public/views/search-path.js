/**
 * @import { Host, Inventory } from '../../src/model/inventory.ts'
 * @import { Place } from '../../src/model/search-path.ts'
 * @import { Shim } from '../../src/model/shim.ts'
 */

import { html, verbatim } from '../lib/html.js';
import { resolveAddress, shimAddress } from '../lib/router.js';
import { counted, empty, words } from './parts.js';

/**
 * How the files of all lanes are arranged: by place, and those of contested names in columns of their own.
 * @typedef {{ places: readonly Place[], byPlace: ReadonlyMap<string, readonly Shim[]>, contested: readonly string[], numbers: ReadonlyMap<string, number> }} Arrangement
 */

/** @type {Record<Place['kind'], string>} */
const kinds = {
  cwd: 'Working directory of containerd',
  opt: 'Directory of containerd’s opt plugin',
  path: 'PATH of containerd',
  executable: 'Beside the containerd executable',
};

/** @type {Record<Host['containerd']['pathSource'], string>} */
const pathSources = { process: 'read from its process', given: 'given by hand', assumed: 'assumed' };

/** @type {Record<Place['state'], string>} */
const states = {
  ok: 'no shim',
  missing: 'does not exist',
  unreadable: 'cannot be read: shims in it are not shown',
  'not-a-directory': 'is not a directory',
  loop: 'is a loop of links',
  duplicate: 'was looked at already',
};

/** @type {Record<string, string>} */
const reasons = {
  'dot-in-name': 'unreachable: a dot in its name',
  'no-version-part': 'unreachable: no version',
  'policy-denied': 'denied by policy',
  'not-utf8': 'its name is no UTF-8',
};

const mostColumns = 4;

/**
 * The file names that more than one place holds, in the order they are met; each gets a column of its own, so that its
 * thread runs straight down through the lanes.
 * @param {readonly Shim[]} shims
 * @param {ReadonlyMap<string, number>} numbers
 */
const contestedNames = (shims, numbers) => {
  const losers = new Set(shims.filter((shim) => shim.shadowedBy !== undefined).map((shim) => shim.binary));
  const met = shims
    .filter((shim) => losers.has(shim.binary))
    .sort((a, b) => (numbers.get(a.directory) ?? 0) - (numbers.get(b.directory) ?? 0));
  return [...new Set(met.map((shim) => shim.binary))].slice(0, mostColumns);
};

/**
 * Arranges the files of an inventory for its lanes.
 * @param {Inventory} inventory
 * @returns {Arrangement}
 */
export const arrange = ({ searchPath, shims }) => {
  const places = searchPath.filter((place) => place.state !== 'duplicate');
  const numbers = new Map(places.map((place) => [place.directory, place.position + 1]));
  /** @type {Map<string, Shim[]>} */
  const byPlace = new Map();
  for (const shim of shims) {
    const here = byPlace.get(shim.directory);
    if (here) here.push(shim);
    else byPlace.set(shim.directory, [shim]);
  }
  return { places, byPlace, contested: contestedNames(shims, numbers), numbers };
};

/**
 * What becomes of a file, in a few words.
 * @param {Shim} shim
 * @param {Arrangement} arrangement
 */
const fate = ({ state, reason, shadowedBy }, { numbers }) => {
  if (state === 'effective') return reason ? `wins, cannot start: ${words(reason)}` : 'wins';
  if (shadowedBy === undefined) return reasons[reason ?? ''] ?? words(reason ?? state);
  const number = numbers.get(shadowedBy.slice(0, shadowedBy.lastIndexOf('/')) || '/');
  return number === undefined ? 'shadowed' : `shadowed by ${number}`;
};

/**
 * One file in its place.
 * @param {Shim} shim
 * @param {Arrangement} arrangement
 */
export const station = (shim, arrangement) => {
  const { binary, path, state, reason, runtime, shadowedBy } = shim;
  const shown = state === 'effective' && reason ? 'failing' : state;
  const label = html`<span class="dot" aria-hidden="true"></span><bdi class="label">${binary.replace(/^containerd-shim-/, '')}</bdi><span class="why">${fate(shim, arrangement)}</span>`;
  const address = shadowedBy ? shimAddress(shadowedBy) : runtime && resolveAddress(runtime);
  const title = shadowedBy ? `${path} is shadowed by ${shadowedBy}` : path;
  return html`<li class="station" data-state="${shown}" data-width="${arrangement.contested.includes(binary) ? 'fixed' : 'free'}" data-path="${verbatim(path)}" data-binary="${verbatim(binary)}"${shadowedBy && html` data-winner="${verbatim(shadowedBy)}"`}>${
    address
      ? html`<a href="${address}" title="${title}" data-focus="station ${verbatim(path)}">${label}</a>`
      : html`<span title="${title}">${label}</span>`
  }</li>`;
};

/**
 * A column that a lane leaves free.
 */
export const gap = html`<li class="gap" role="presentation"></li>`;

/**
 * What follows the files of a lane when not all of them are shown.
 * @param {number} rest
 * @param {string} directory
 */
export const moreStations = (rest, directory) =>
  html`<li class="more"><button type="button" data-more="${verbatim(directory)}" data-focus="more ${verbatim(directory)}">Show ${counted(rest, 'more file')}</button></li>`;

/**
 * What there is to say of a place beside its files.
 * @param {Place} place
 * @param {Arrangement} arrangement
 */
const remark = ({ state, duplicateOf, realPath, directory }, { numbers, byPlace }) => {
  if (state === 'duplicate' && duplicateOf) {
    const number = numbers.get(duplicateOf);
    return html`is <code>${duplicateOf}</code>${number !== undefined && html`, place ${number}`}`;
  }
  const links = realPath && realPath !== directory && html`is <code>${realPath}</code>`;
  const empty = state !== 'ok' || !byPlace.has(directory);
  return html`${links}${links && empty && ', '}${empty && states[state]}`;
};

/**
 * What a group of lanes is called; it stands above the first of its kind.
 * @param {Place['kind']} kind
 * @param {Host} host
 */
const groupHead = (kind, { containerd: { pathSource, pid } }) =>
  html`<h3 class="group">${kinds[kind]}${kind === 'path' && html` <span>${pathSources[pathSource]}${pid !== undefined && `, pid ${pid}`}</span>`}</h3>`;

/**
 * One place without its files, which are written into its list one by one.
 * @param {Place} place
 * @param {Place | undefined} before the place that is looked at before it
 * @param {Arrangement} arrangement
 * @param {Host} host
 */
export const lane = (place, before, arrangement, host) => {
  const { position, directory, state, kind } = place;
  const filled = state !== 'duplicate' && arrangement.byPlace.has(directory);
  return html`<li class="lane" data-state="${state}" data-filled="${filled}">${before?.kind !== kind && groupHead(kind, host)}<div class="lane-body"><span class="order"><span class="unseen">Place </span>${position + 1}</span><div class="where"><h4><code>${directory}</code></h4><p class="remark">${remark(place, arrangement)}</p></div>${filled && html`<ul class="stations" aria-label="Shims in ${directory}"></ul>`}</div></li>`;
};

/** What stands in place of the lanes when there is nowhere to look. */
export const noLanes = empty(
  'The search path is empty',
  'Only absolute paths could start: an empty PATH has no element, not even the working directory.',
);

/** The part of the region that is written once; the threads are drawn below the lanes. */
export const searchPathShell = html`<div class="region-head"><h2 id="search-path-title">Search path</h2><p class="lead">containerd looks from top to bottom, and the first file of the name wins.</p>
  <ul class="legend" aria-label="Legend"><li data-state="effective"><span class="dot"></span>wins</li><li data-state="failing"><span class="dot"></span>wins, cannot start</li><li data-state="shadowed"><span class="dot"></span>shadowed</li><li data-state="unusable"><span class="dot"></span>passed over</li></ul></div>
  <div class="map"><svg class="threads" aria-hidden="true"></svg><ol id="lanes" class="lanes"></ol><p class="terminus"><span class="order" aria-hidden="true"></span><span>Whatever was not found by here is <code>binary not installed</code>.</span></p></div><div id="no-lanes"></div>`;
