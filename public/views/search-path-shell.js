import { html } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { empty, filterField } from './parts.js';

const legend = html`
  <ul class="legend" aria-label="Legend">
    <li data-state="effective"><span class="dot"></span>selected</li>
    <li data-state="failing"><span class="dot"></span>selected, fails</li>
    <li data-state="shadowed"><span class="dot"></span>hidden</li>
    <li data-state="unusable"><span class="dot"></span>skipped</li>
  </ul>`;

const filter = html`
  <div class="filter">
    <output id="path-filtered" for="path-filter"></output>
    ${filterField('path-filter', 'Filter files', 'name, directory, hidden, fails')}
  </div>`;

/**
 * How many files the filter leaves; empty without a filter.
 * @param {number} selected
 * @param {number} all
 * @param {string} query
 */
export const fileCount = (selected, all, query) => html`${query.trim() !== '' && `${selected} of ${all}`}`;

/**
 * Shown when the filter leaves no file.
 * @param {string} query
 */
export const noFiles = (query) =>
  empty(
    `No shim file matches "${query.trim()}"`,
    html`
      <button type="button" class="plain-button" data-clear>Clear filter</button>
      <a href="${resolveAddress(query.trim())}">Explain "${query.trim()}"</a>`,
  );

/** The part of the region that never changes; the threads are drawn below the lanes. */
export const searchPathShell = html`
  <div class="region-head">
    <h2 id="search-path-title">Search path</h2>
    <p class="lead">containerd searches top to bottom; the first match wins.</p>
    ${legend}
    ${filter}
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
