import { html } from '../../document/html.js';

/**
 * One figure.
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

/**
 * A part of a whole as a bar, with the rest of a larger part in red.
 * @param {number} part
 * @param {number} whole
 * @param {number} [larger]
 */
export const bar = (part, whole, larger = part) => html`
  <svg class="bar-of" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="whole" width="100" height="4"/>
    <rect class="failing" width="${(100 * larger) / (whole || 1)}" height="4"/>
    <rect class="part" width="${(100 * part) / (whole || 1)}" height="4"/>
  </svg>`;

/** @param {number} count */
export const figure = (count) => count.toLocaleString('en');

/** @param {number} count */
export const hostsOf = (count) => `${figure(count)} ${count === 1 ? 'host' : 'hosts'}`;
