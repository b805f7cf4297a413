/** @import { Host, Inventory } from '../../src/model/inventory.ts' */

import { clockTime } from '../lib/clock.js';
import { html } from '../lib/html.js';

/**
 * What a host is called, with its target where that says more.
 * @param {Host} host
 */
export const nameOf = ({ name, target }) =>
  [name, target].filter((part) => part !== undefined && (part !== 'default' || name === undefined)).join(' · ');

/**
 * The same as it stands in the frame.
 * @param {Host} host
 */
export const hostName = (host) =>
  html`<span title="${`Target ${host.target}`}"><span class="unseen">Host </span><bdi>${nameOf(host)}</bdi></span>`;

/**
 * How much there is in a section, and how bad it is.
 * @param {Inventory} inventory
 * @returns {Record<'runtimes' | 'findings', { count: number, tone: string }>}
 */
export const tallies = ({ runtimes, findings }) => {
  const worst = ['high', 'medium'].find((severity) => findings.some((finding) => finding.severity === severity));
  return {
    runtimes: { count: runtimes.filter((runtime) => runtime.permitted).length, tone: 'plain' },
    findings: { count: findings.length, tone: worst === 'high' ? 'bad' : worst === 'medium' ? 'warn' : 'plain' },
  };
};

/**
 * What stands above the page while what it shows may be old.
 * @param {Date} since
 */
export const staleNote = (since) =>
  html`<p><strong>The service does not answer.</strong> This is what was true at <time datetime="${since.toISOString()}">${clockTime(since)}</time>; the page catches up by itself.</p>`;
