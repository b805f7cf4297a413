/** @import { FleetChoice, FleetParts } from '../../data/fleet.js' */

import { html } from '../../document/html.js';
import { clockTime } from '../../text/clock.js';

/** @param {string} title @param {string} text */
const note = (title, text) => html`<p class="fleet-note"><strong>${title}</strong> ${text}</p>`;

/** The warnings of Prometheus, and a note about hosts that are not listed. @param {FleetParts} parts */
const warningsOf = ({ summary, runtimes, versions, hosts }) => {
  const warnings = new Set([summary, runtimes, versions, hosts].flatMap((part) => part?.warnings ?? []));
  if (hosts && hosts.hosts.length < hosts.total)
    warnings.add(`showing ${hosts.hosts.length} of ${hosts.total} hosts; filter by a label to see the others`);
  return [...warnings];
};

/**
 * Shown above the rest when Prometheus does not answer, or answers with warnings.
 * @param {FleetParts} parts
 * @param {string} problem why data is missing; empty if it is not
 */
export const fleetNote = (parts, problem) => {
  if (problem !== '') return note('No data about the fleet.', problem);
  const warnings = warningsOf(parts);
  return warnings.length > 0 ? note('Data may be incomplete:', warnings.join('; ')) : html``;
};

/**
 * When the data was fetched, or the moment it is from.
 * @param {FleetChoice} choice
 */
export const fleetAsked = ({ time }) => {
  if (time === '') return html`· updated ${clockTime(new Date())}, every 30 s`;
  const moment = /^[\d.]+$/.test(time) ? Number(time) * 1000 : time;
  return html`· as of ${clockTime(new Date(moment))}`;
};
