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
      <bdi dir="ltr" class="label">${labelOf(shim)}</bdi>
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

/** A place with more files has them below its name. */
const mostAtSide = 12;

/** The files of a place that would be next to its name. @param {Place} place @param {Arrangement} arrangement */
const filesIn = ({ directory, state }, { byPlace }) => (state === 'duplicate' ? [] : (byPlace.get(directory) ?? []));

/** How many files a place with many has, and how many fail. @param {Place} place @param {Arrangement} arrangement */
const amounts = (place, arrangement) => {
  const all = filesIn(place, arrangement);
  if (all.length <= mostAtSide) return [];
  const failing = all.filter(({ state, reason }) => state === 'effective' && reason !== undefined).length;
  return [counted(all.length, 'file'), failing > 0 && `${failing} ${failing === 1 ? 'fails' : 'fail'}`];
};

/**
 * The remark next to a place.
 * @param {Place} place
 * @param {Arrangement} arrangement
 */
const remark = (place, arrangement) => {
  const { state, duplicateOf, realPath, directory, kind } = place;
  const { numbers, byPlace, relative } = arrangement;
  const isDuplicate = state === 'duplicate';
  const same = isDuplicate && html`same as ${numbers.get(duplicateOf ?? '') ?? duplicateOf}`;
  const link = !isDuplicate && realPath && realPath !== directory && html`symlink to <code>${realPath}</code>`;
  const empty = !isDuplicate && (state !== 'ok' || !byPlace.has(directory)) && states[state];
  const here = kind === 'path' && relative.has(directory) && html`relative, here <code>${directory}</code>`;
  const parts = [kinds[kind], here, same, link, empty, ...amounts(place, arrangement)].filter(Boolean);
  return parts.map((part, index) => html`${index > 0 && ', '}${part}`);
};

/**
 * What is above a place: a heading above the first element of PATH, otherwise nothing.
 * @param {Place} place
 * @param {Place | undefined} before
 * @param {Host} host
 */
export const laneGroup = ({ kind }, before, { containerd: { pathSource, pid } }) =>
  kind !== 'path' || before?.kind === kind
    ? html``
    : html`
      <p class="group">
        PATH of containerd <span>${pathSources[pathSource]}${pid !== undefined && `, pid ${pid}`}</span>
      </p>`;

/**
 * What the style of a lane depends on.
 * @param {Place} place
 * @param {Place | undefined} before the place that is searched before it
 * @param {Arrangement} arrangement
 */
export const laneData = (place, before, arrangement) => {
  const count = filesIn(place, arrangement).length;
  return {
    state: place.state,
    filled: String(count > 0),
    many: String(count > mostAtSide),
    first: String(before !== undefined && before.kind !== place.kind),
  };
};

/**
 * The number, the name and the remark of a place.
 * @param {Place} place
 * @param {Arrangement} arrangement
 */
export const laneHead = (place, arrangement) => {
  const { position, directory, kind } = place;
  const written = kind === 'path' ? arrangement.relative.get(directory) : undefined;
  return html`
    <span class="order"><span class="unseen">Place </span>${position + 1}</span>
    <div class="where">
      <h3><code>${written ?? directory}</code></h3>
      <p class="remark">${remark(place, arrangement)}</p>
    </div>`;
};

/**
 * One place. Its parts are written into it one by one, so that a change of one keeps the others.
 * @param {string} directory
 */
export const lane = (directory) => html`
  <li class="lane">
    <div class="above"></div>
    <div class="lane-body">
      <div class="lane-head"></div>
      <div class="files">
        <ul class="stations contested" aria-label="Shims in ${directory} that other places have too"></ul>
        <ul class="stations free" aria-label="Other shims in ${directory}"></ul>
      </div>
    </div>
  </li>`;

/** Shown instead of the lanes when the search path has no places. */
export const noLanes = empty(
  'The search path is empty',
  'An empty PATH contains no directory. Only a runtime with an absolute path can start.',
);
