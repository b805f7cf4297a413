/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Subject } from '../../data/shim-page.js'
 */

import { html } from '../../document/html.js';
import { laneAddress } from '../../page/router.js';
import { empty } from '../parts.js';

/** @param {string} path */
const directoryOf = (path) => path.slice(0, path.lastIndexOf('/')) || '/';

/** Where the file is. @param {Subject} subject @param {Inventory} inventory */
const where = ({ path, shim }, { searchPath }) => {
  const directory = directoryOf(path);
  const place = searchPath.find((each) => each.directory === directory && each.state !== 'duplicate');
  const link =
    shim &&
    place &&
    html`<a href="${laneAddress(path)}" data-focus="lane">place ${place.position + 1} of the search path</a>`;
  return html`in <code>${directory}</code>${link && html`, ${link}`}`;
};

/**
 * The name of the file and where it is.
 * @param {Subject} subject
 * @param {Inventory} inventory
 */
export const shimHead = (subject, inventory) => html`
  <h2 id="shim-title"><code>${subject.binary}</code></h2>
  <p class="lead">${where(subject, inventory)}</p>`;

/** The head of a page without a shim. */
export const noShimHead = html`<h2 id="shim-title">Shim</h2>`;

/**
 * Shown instead of a shim.
 * @param {string} path empty if the address has none
 * @param {boolean} wasSeen whether the changes below are about it
 */
export const noShim = (path, wasSeen) => {
  const link = html`<a href="#/search-path">Search path</a>`;
  if (path === '') return empty('No shim is chosen', html`Choose one on the ${link}.`);
  const past = wasSeen ? 'It was there before: its history is below.' : '';
  return empty(html`No shim at <code>${path}</code>`, html`${past} See the ${link} for all shims of this host.`);
};

/** Shown when nothing happened to a file. */
export const noHistory = html`<p class="soft">Nothing has happened to this file since shimdex started.</p>`;

/** The part of the region that never changes. */
export const shimShell = html`
  <div class="region-head" id="shim-head">${noShimHead}</div>
  <div id="no-shim"></div>
  <div id="shim-body" class="shim-body" hidden>
    <div id="shim-conclusion"></div>
    <div id="shim-cards" class="shim-columns"></div>
  </div>
  <section id="shim-history" class="shim-history" aria-labelledby="shim-history-title" hidden>
    <h3 id="shim-history-title">History</h3>
    <ol id="shim-changes" class="change-list"></ol>
    <div id="no-shim-history"></div>
  </section>`;
