/** @import { Host, Inventory } from '../../src/model/inventory/inventory.ts' */

import { worstSeverity } from '../data/severity.js';
import { html } from '../document/html.js';
import { clockTime } from '../text/clock.js';
import { glance } from './glance.js';
import { severityTones } from './parts.js';

/**
 * The name of a host, with its target unless that is the default.
 * @param {Host} host
 */
export const nameOf = ({ name, target }) =>
  [name, target].filter((part) => part !== undefined && (part !== 'default' || name === undefined)).join(' · ');

/**
 * The same as markup.
 * @param {Host} host
 */
const hostName = (host) => html`
  <span title="${`Target ${host.target}`}"><span class="unseen">Host </span><bdi>${nameOf(host)}</bdi></span>`;

/**
 * The number of entries of a section.
 * @param {number} count
 * @param {string} tone
 */
const tally = (count, tone) => html`<span class="tally" data-tone="${tone}">${count}</span>`;

/** Low findings do not call for attention. @param {Inventory} inventory */
const findingsTone = ({ findings }) => {
  const worst = worstSeverity(findings);
  return worst === undefined || worst === 'low' ? 'plain' : severityTones[worst];
};

/**
 * The parts of the page around the regions, by the ids of their elements.
 * @param {Inventory} inventory
 */
export const frame = (inventory) => {
  const { host, revision, runtimes, findings } = inventory;
  return {
    host: hostName(host),
    revision: html`<span class="unseen">revision </span>${revision}`,
    heading: html`Runtimes of ${nameOf(host)}`,
    'runtimes-tally': tally(runtimes.filter((runtime) => runtime.permitted).length, 'plain'),
    'findings-tally': tally(findings.length, findingsTone(inventory)),
    glance: glance(inventory),
  };
};

/**
 * Shown above the page while its data may be out of date.
 * @param {Date} since
 */
export const staleNote = (since) => html`
  <p>
    <strong>Connection lost.</strong>${' '}
    Data from <time datetime="${since.toISOString()}">${clockTime(since)}</time>; reconnecting…
  </p>`;
