/**
 * @import { Host } from '../../src/model/inventory/inventory.ts'
 * @import { Place } from '../../src/model/inventory/search-path.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 * @import { Arrangement } from '../data/arrangement.js'
 */

import { verdictOf } from '../data/verdict.js';
import { html, verbatim } from '../document/html.js';
import { shimAddress } from '../page/router.js';
import { counted } from '../text/words.js';
import { empty } from './parts.js';

/** What a place is, if it is not an element of PATH. @type {Record<Place['kind'], string | undefined>} */
const kinds = {
  cwd: 'working directory',
  opt: 'opt plugin',
  path: undefined,
  executable: 'containerd’s own directory',
};

/** @type {Record<Host['containerd']['pathSource'], string>} */
const pathSources = {
  process: 'from the running process',
  given: 'set by flag',
  unit: 'from its systemd unit',
  assumed: 'assumed',
};

/** @type {Record<Place['state'], string>} */
const states = {
  ok: 'no shims',
  missing: 'does not exist',
  unreadable: 'unreadable: shims here are not listed',
  'not-a-directory': 'not a directory',
  loop: 'symlink loop',
  duplicate: 'searched already',
};

/** The attributes that connect a file with its namesakes. @param {Shim} shim @param {Arrangement} arrangement */
const stationData = (shim, arrangement) => {
  const { binary, path, shadowedBy } = shim;
  const { contested } = arrangement;
  const width = contested.some((contest) => contest.binary === binary) ? 'fixed' : 'free';
  return html` data-state="${verdictOf(shim, arrangement).state}" data-width="${width}" data-path="${verbatim(path)}"
    data-binary="${verbatim(binary)}"${shadowedBy && html` data-winner="${verbatim(shadowedBy)}"`}`;
};

/** Longer reasons get a line of their own. */
const mostInLine = 14;

/** The file name without its prefix; quotes show spaces that cannot be seen. @param {Shim} shim */
const labelOf = ({ binary }) => {
  const label = binary.replace(/^containerd-shim-/, '');
  return /^ | $| {2}/.test(label) ? `"${label}"` : label;
};

/** @param {Shim} shim @param {Arrangement} arrangement */
const stationLabel = (shim, arrangement) => {
  const { text } = verdictOf(shim, arrangement);
  return html`
    <span class="dot" aria-hidden="true"></span>
    <span class="words">
      <bdi class="label">${labelOf(shim)}</bdi>
      <span class="why${text.length > mostInLine && ' why-long'}">${text}</span>
    </span>`;
};

/**
 * One file in its place; a link to its page.
 * @param {Shim} shim
 * @param {Arrangement} arrangement
 */
export const station = (shim, arrangement) => {
  const { path, shadowedBy } = shim;
  const title = shadowedBy ? `${path} is hidden by ${shadowedBy}` : path;
  return html`
    <li class="station"${stationData(shim, arrangement)}>
      <a href="${shimAddress(path)}" title="${title}" data-focus="station ${verbatim(path)}">
        ${stationLabel(shim, arrangement)}
      </a>
    </li>`;
};

/**
 * A column that a lane leaves empty. It stays a list item, because a list may contain nothing else.
 */
export const gap = html`<li class="gap" aria-hidden="true"></li>`;

/**
 * What follows the files of a lane when not all of them are shown.
 * @param {number} rest
 * @param {string} directory
 */
export const moreStations = (rest, directory) => html`
  <li class="more">
    <button type="button" data-more="${verbatim(directory)}" data-focus="more ${verbatim(directory)}">
      Show ${counted(rest, 'more file')}
    </button>
  </li>`;

/**
 * The remark next to a place.
 * @param {Place} place
 * @param {Arrangement} arrangement
 */
const remark = ({ state, duplicateOf, realPath, directory, kind }, { numbers, byPlace, relative }) => {
  const isDuplicate = state === 'duplicate';
  const same = isDuplicate && html`same as ${numbers.get(duplicateOf ?? '') ?? duplicateOf}`;
  const link = !isDuplicate && realPath && realPath !== directory && html`symlink to <code>${realPath}</code>`;
  const empty = !isDuplicate && (state !== 'ok' || !byPlace.has(directory)) && states[state];
  const element = kind === 'path' && relative.get(directory);
  const written = element && html`relative: <code>${element}</code> in PATH`;
  const parts = [kinds[kind], written, same, link, empty].filter(Boolean);
  return parts.map((part, index) => html`${index > 0 && ', '}${part}`);
};

/**
 * The heading above the first element of PATH.
 * @param {Host} host
 */
const pathHead = ({ containerd: { pathSource, pid } }) => html`
  <p class="group">
    PATH of containerd <span>${pathSources[pathSource]}${pid !== undefined && `, pid ${pid}`}</span>
  </p>`;

/** The lists for the files of a place. @param {Place} place */
const files = ({ directory }) => html`
  <div class="files">
    <ul class="stations contested" aria-label="Shims in ${directory} that other places have too"></ul>
    <ul class="stations free" aria-label="Other shims in ${directory}"></ul>
  </div>`;

/**
 * One place without its files, which are written into its lists one by one.
 * @param {Place} place
 * @param {Place | undefined} before the place that is searched before it
 * @param {Arrangement} arrangement
 * @param {Host} host
 */
export const lane = (place, before, arrangement, host) => {
  const { position, directory, state, kind } = place;
  const filled = state !== 'duplicate' && arrangement.byPlace.has(directory);
  const first = before?.kind !== kind;
  return html`
    <li class="lane" data-state="${state}" data-filled="${filled}" data-first="${first && before !== undefined}">
      ${first && kind === 'path' && pathHead(host)}
      <div class="lane-body">
        <span class="order"><span class="unseen">Place </span>${position + 1}</span>
        <div class="where">
          <h3><code>${directory}</code></h3>
          <p class="remark">${remark(place, arrangement)}</p>
        </div>
        ${filled && files(place)}
      </div>
    </li>`;
};

/** Shown instead of the lanes when the search path has no places. */
export const noLanes = empty(
  'The search path is empty',
  'An empty PATH contains no directory. Only a runtime with an absolute path can start.',
);

const legend = html`
  <ul class="legend" aria-label="Legend">
    <li data-state="effective"><span class="dot"></span>selected</li>
    <li data-state="failing"><span class="dot"></span>selected, fails</li>
    <li data-state="shadowed"><span class="dot"></span>hidden</li>
    <li data-state="unusable"><span class="dot"></span>skipped</li>
  </ul>`;

/** The part of the region that never changes; the threads are drawn below the lanes. */
export const searchPathShell = html`
  <div class="region-head">
    <h2 id="search-path-title">Search path</h2>
    <p class="lead">containerd searches top to bottom; the first match wins.</p>
    ${legend}
  </div>
  <div class="map">
    <svg class="threads" aria-hidden="true"></svg>
    <ol id="lanes" class="lanes"></ol>
    <p class="terminus">
      <span class="order" aria-hidden="true"></span>
      <span>Not found above: <code>binary not installed</code></span>
    </p>
  </div>
  <div id="no-lanes"></div>`;
