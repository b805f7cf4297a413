/** @import { FleetChoice, FleetParts } from '../../data/fleet.js' */

import { html } from '../../document/html.js';
import { clockTime } from '../../text/clock.js';

/** @param {string} title @param {string} text */
const note = (title, text) => html`<p class="fleet-note"><strong>${title}</strong> ${text}</p>`;

/** What Prometheus remarked, and what the page leaves out. @param {FleetParts} parts */
const warningsOf = ({ summary, runtimes, versions, hosts }) => {
  const warnings = new Set([summary, runtimes, versions, hosts].flatMap((part) => part?.warnings ?? []));
  if (hosts && hosts.hosts.length < hosts.total)
    warnings.add(`${hosts.hosts.length} of ${hosts.total} hosts are listed; narrow them by a label`);
  return [...warnings];
};

/**
 * What stands above the rest when Prometheus gave no answer, or one it has something to say of.
 * @param {FleetParts} parts
 * @param {string} problem why there is no answer; empty when there is one
 */
export const fleetNote = (parts, problem) => {
  if (problem !== '') return note('No answer about the fleet.', problem);
  const warnings = warningsOf(parts);
  return warnings.length > 0 ? note('This may not be all:', warnings.join('; ')) : html``;
};

/**
 * When the fleet was asked, or the time it was asked about.
 * @param {FleetChoice} choice
 */
export const fleetAsked = ({ time }) => {
  const moment = /^[\d.]+$/.test(time) ? Number(time) * 1000 : time;
  return html`Asked ${time === '' ? `at ${clockTime(new Date())}` : `about ${clockTime(new Date(moment))}`}.`;
};
