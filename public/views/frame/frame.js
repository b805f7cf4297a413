/** @import { Host, Inventory } from '../../../src/model/inventory/inventory.ts' */

import { countEntries } from '../../data/entries.js';
import { worstSeverity } from '../../data/severity.js';
import { html } from '../../document/html.js';
import { clockTime } from '../../text/clock.js';
import { printable } from '../../text/printable.js';
import { severityTones } from '../parts.js';
import { hostDetails, hostLine } from './host-line.js';

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
  <span title="${`${nameOf(host)}, target ${host.target}`}">
    <span class="unseen">Host </span><bdi dir="ltr">${nameOf(host)}</bdi>
  </span>`;

/** @param {Inventory} inventory */
const highCount = ({ findings }) => findings.filter(({ severity }) => severity === 'high').length;

/**
 * The title of the tab: the browser shows its beginning only, so the number of high findings and the host are first.
 * @param {Inventory} inventory
 * @param {string} section
 * @param {string} name the name that is explained; empty if there is none
 */
export const pageTitle = (inventory, section, name) => {
  const high = highCount(inventory);
  return printable(`${high > 0 ? `(${high}!) ` : ''}${nameOf(inventory.host)} · ${section} ${name}`.trim());
};

/**
 * The heading of a section, for screen readers: the section and the host.
 * @param {Host} host
 * @param {string} section
 */
export const sectionHeading = (host, section) => html`${section}, ${nameOf(host)}`;

/** @param {Inventory} inventory */
const runtimesTally = (inventory) => html`<span class="tally">${countEntries(inventory).all}</span>`;

/** The number of handlers that fail, unless nothing serves them. @param {Inventory} inventory */
const handlersTally = ({ cri, handlers }) => {
  const failing = handlers.filter(({ available }) => available === false).length;
  if (failing === 0 || cri.state === 'not-served') return html``;
  return html`<span class="tally" data-tone="bad">${failing}<span class="unseen"> failing</span></span>`;
};

/** The number of containers that run. @param {Inventory} inventory */
const runningTally = ({ processes }) => {
  const running = processes.flatMap(({ containers }) => containers).filter(({ state }) => state === 'running').length;
  return running > 0 ? html`<span class="tally">${running}</span>` : html``;
};

/** The number of high findings with a mark, or else of all findings. @param {Inventory} inventory */
const findingsTally = (inventory) => {
  const high = highCount(inventory);
  const worst = worstSeverity(inventory.findings);
  const tone = worst === undefined || worst === 'low' ? 'plain' : severityTones[worst];
  const text = high > 0 ? html`${high}!<span class="unseen"> high</span>` : inventory.findings.length;
  return html`<span class="tally" data-tone="${tone}">${text}</span>`;
};

/**
 * The parts of the page around the regions, by the ids of their elements.
 * @param {Inventory} inventory
 */
export const frame = (inventory) => ({
  host: hostName(inventory.host),
  revision: html`revision ${inventory.revision}`,
  'runtimes-tally': runtimesTally(inventory),
  'handlers-tally': handlersTally(inventory),
  'running-tally': runningTally(inventory),
  'findings-tally': findingsTally(inventory),
  'host-line': hostLine(inventory),
  'host-details': hostDetails(inventory),
});

/**
 * Shown above the page while its data may be out of date.
 * @param {Date} since
 */
export const staleNote = (since) => html`
  <p>
    <strong>Connection lost.</strong>${' '}
    Data from <time datetime="${since.toISOString()}">${clockTime(since)}</time>; reconnecting…
  </p>`;

/**
 * Shown in the place of a section whose modules could not be loaded.
 * @param {string} section
 */
export const trouble = (section) => html`
  <p class="empty-title">${section} could not be loaded</p>
  <p>The connection to shimdex may be lost.</p>
  <p><button type="button" class="plain-button">Try again</button></p>`;
