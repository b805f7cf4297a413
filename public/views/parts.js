/** @import { Html } from '../document/html.js' */

import { html, verbatim } from '../document/html.js';

/**
 * A button that copies text; the page's one click listener does the copying.
 * @param {string} text
 * @param {string} label what is copied, for screen readers
 * @param {string} focus key that finds the button again after its row is rewritten
 */
export const copyButton = (text, label, focus) =>
  html`
  <button type="button" class="copy" aria-label="${label}" title="Copy"
    data-copy="${verbatim(text)}" data-focus="${verbatim(focus)}">
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <rect x="5.2" y="5.2" width="8" height="8" rx="1.8"/><path d="M10.6 3H4.6A1.8 1.8 0 0 0 2.8 4.8v6"/>
    </svg>
    <span class="copied" aria-hidden="true">Copied</span>
  </button>`;

/** The mark of a field that filters. */
const filterMark = html`<path d="M2.5 4h11M4.5 8h7M6.5 12h3"/>`;

/**
 * A field that filters a list, with its mark. The key `f` focuses the first one of a section.
 * @param {string} id
 * @param {string} label
 * @param {string} placeholder
 * @param {Html} [mark] instead of the one of a filter, for a field without the key
 */
export const filterField = (id, label, placeholder, mark) => html`
  <label for="${id}" class="unseen">${label}</label>
  <span class="field">
    <svg viewBox="0 0 16 16" aria-hidden="true">${mark ?? filterMark}</svg>
    <input id="${id}" type="search" placeholder="${placeholder}" autocomplete="off" autocapitalize="off"
      spellcheck="false" data-focus="${id}"${!mark && html` aria-keyshortcuts="f"`}>
    ${!mark && html`<kbd aria-hidden="true">f</kbd>`}
  </span>`;

/**
 * A short coloured word.
 * @param {string} text
 * @param {string} tone one of good, warn, bad, info, accent, plain
 */
export const tag = (text, tone = 'plain') => html`<span class="tag" data-tone="${tone}">${text}</span>`;

/** The tone of each severity. */
export const severityTones = { high: 'bad', medium: 'warn', low: 'info' };

/** The tone of each outcome of a restart, the worst first. */
export const outcomeTones = { killed: 'bad', unmanaged: 'bad', unknown: 'warn', removed: 'plain', kept: 'good' };

/**
 * Shown when there is nothing else to show, with advice.
 * @param {unknown} title
 * @param {unknown} advice
 */
export const empty = (title, advice) =>
  html`<div class="empty"><p class="empty-title">${title}</p><p>${advice}</p></div>`;

/**
 * A path that emphasizes its last component.
 * @param {string} path
 */
export const pathCode = (path) => {
  const split = path.lastIndexOf('/') + 1;
  const directories = path.slice(0, split).split(/(?<=\/)/);
  return html`
    <code class="path">
      <span class="directory">${directories.map((each) => html`${each}<wbr>`)}</span>${path.slice(split)}
    </code>`;
};
