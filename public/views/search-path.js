/**
 * @import { Host, Inventory } from '../../src/model/inventory.ts'
 * @import { Place } from '../../src/model/search-path.ts'
 * @import { Shim } from '../../src/model/shim.ts'
 */

import { html, verbatim } from '../document/html.js';
import { resolveAddress, shimAddress } from '../page/router.js';
import { counted, empty, words } from './parts.js';

/**
 * A file name that more than one place holds, and the first and last position it stands at.
 * @typedef {{ binary: string, from: number, to: number }} Contest
 */

/**
 * How the files of all lanes are arranged: by place, and those of contested names in columns of their own.
 * @typedef {{ places: readonly Place[], byPlace: ReadonlyMap<string, readonly Shim[]>, contested: readonly Contest[], numbers: ReadonlyMap<string, number> }} Arrangement
 */

/** What a place is, where it is no element of PATH. @type {Record<Place['kind'], string | undefined>} */
const kinds = {
  cwd: 'working directory',
  opt: 'opt plugin',
  path: undefined,
  executable: 'beside the executable',
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

const mostColumns = 3;

/**
 * The file names that more than one place holds, in the order they are met; each gets a column of its own, so that its
 * thread runs straight down through the lanes.
 * @param {readonly Shim[]} shims
 * @param {ReadonlyMap<string, number>} numbers
 * @returns {Contest[]}
 */
const contests = (shims, numbers) => {
  const losers = new Set(shims.filter((shim) => shim.shadowedBy !== undefined).map((shim) => shim.binary));
  return [...losers]
    .map((binary) => {
      const met = shims.filter((shim) => shim.binary === binary).map((shim) => numbers.get(shim.directory) ?? 0);
      return { binary, from: Math.min(...met), to: Math.max(...met) };
    })
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .slice(0, mostColumns);
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
  return { places, byPlace, contested: contests(shims, numbers), numbers };
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
  const label = html`<span class="dot" aria-hidden="true"></span><span class="words"><bdi class="label">${binary.replace(/^containerd-shim-/, '')}</bdi><span class="why">${fate(shim, arrangement)}</span></span>`;
  const address = shadowedBy ? shimAddress(shadowedBy) : runtime && resolveAddress(runtime);
  const title = shadowedBy ? `${path} is shadowed by ${shadowedBy}` : path;
  return html`<li class="station" data-state="${shown}" data-width="${arrangement.contested.some((contest) => contest.binary === binary) ? 'fixed' : 'free'}" data-path="${verbatim(path)}" data-binary="${verbatim(binary)}"${shadowedBy && html` data-winner="${verbatim(shadowedBy)}"`}>${
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
const remark = ({ state, duplicateOf, realPath, directory, kind }, { numbers, byPlace }) => {
  const duplicate = state === 'duplicate' ? duplicateOf : undefined;
  const same = duplicate ?? (realPath !== directory ? realPath : undefined);
  const number = duplicate && numbers.get(duplicate);
  const link = same && (same === directory ? html`again` : html`is <code>${same}</code>`);
  const earlier = number && `place ${number}`;
  const empty = !duplicate && (state !== 'ok' || !byPlace.has(directory)) && states[state];
  const parts = [kinds[kind], link, earlier, empty].filter(Boolean);
  return parts.map((part, index) => html`${index > 0 && ', '}${part}`);
};

/**
 * What stands above the first element of PATH.
 * @param {Host} host
 */
const pathHead = ({ containerd: { pathSource, pid } }) =>
  html`<p class="group">PATH of containerd <span>${pathSources[pathSource]}${pid !== undefined && `, pid ${pid}`}</span></p>`;

/**
 * One place without its files, which are written into its lists one by one.
 * @param {Place} place
 * @param {Place | undefined} before the place that is looked at before it
 * @param {Arrangement} arrangement
 * @param {Host} host
 */
export const lane = (place, before, arrangement, host) => {
  const { position, directory, state, kind } = place;
  const filled = state !== 'duplicate' && arrangement.byPlace.has(directory);
  const first = before?.kind !== kind;
  return html`<li class="lane" data-state="${state}" data-filled="${filled}" data-first="${first && before !== undefined}">${first && kind === 'path' && pathHead(host)}<div class="lane-body"><span class="order"><span class="unseen">Place </span>${position + 1}</span><div class="where"><h3><code>${directory}</code></h3><p class="remark">${remark(place, arrangement)}</p></div>${filled && html`<div class="files"><ul class="stations contested" aria-label="Shims of contested names in ${directory}"></ul><ul class="stations free" aria-label="Other shims in ${directory}"></ul></div>`}</div></li>`;
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
