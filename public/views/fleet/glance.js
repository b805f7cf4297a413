/**
 * @import { FleetSummary } from '../../../src/model/fleet.ts'
 * @import { FleetChoice, FleetParts } from '../../data/fleet.js'
 */

import { fleetAddress } from '../../data/fleet.js';
import { html } from '../../document/html.js';
import { clockTime } from '../../text/clock.js';
import { bar, cell, figure } from './cell.js';

/**
 * A link to the hosts in a state; nothing without such hosts.
 * @param {number} count
 * @param {FleetChoice} choice
 * @param {string} state
 */
const showHosts = (count, choice, state) =>
  count > 0 && html`<a href="${fleetAddress({ ...choice, state, query: '' })}">Show them</a>`;

/** @param {FleetSummary} summary */
const reportingCell = ({ hosts, reporting }) => {
  const value = html`${figure(reporting)}<span class="of"> of ${figure(hosts)}</span>`;
  return cell('Reporting hosts', value, [bar(reporting, hosts)], reporting > 0 ? 'good' : 'warn');
};

/** Why hosts are silent. @param {FleetSummary['silent']} silent */
const silentReasons = (silent) =>
  /** @type {const} */ ([
    [silent.unreachable, 'not reachable'],
    [silent.gone, 'disappeared'],
    [silent['not-looking'], 'stopped scanning'],
  ])
    .filter(([count]) => count > 0)
    .map(([count, why]) => `${figure(count)} ${why}`)
    .join(', ');

/** @param {FleetSummary} summary @param {FleetChoice} choice */
const silentCell = ({ hosts, reporting, silent }, choice) => {
  const count = hosts - reporting;
  const details = [silentReasons(silent) || 'all hosts reporting', showHosts(count, choice, 'silent')];
  return cell('Silent', figure(count), details, count > 0 ? 'warn' : 'good');
};

/** @param {FleetSummary} summary @param {FleetChoice} choice */
const findingsCell = ({ highFindings: count }, choice) => {
  const details = ['hosts with a high finding', showHosts(count, choice, 'findings')];
  return cell('High findings', figure(count), details, count > 0 ? 'bad' : 'good');
};

/** @param {FleetSummary} summary @param {FleetChoice} choice */
const defaultCell = ({ defaultUnavailable: count }, choice) => {
  const details = [html`plain <code>docker run</code> fails there`, showHosts(count, choice, 'default-unavailable')];
  return cell('Default runtime broken', figure(count), details, count > 0 ? 'bad' : 'good');
};

/**
 * The fleet in four figures.
 * @param {FleetSummary} summary
 * @param {FleetChoice} choice
 */
export const fleetGlance = (summary, choice) =>
  html`${[reportingCell, silentCell, findingsCell, defaultCell].map((view) => view(summary, choice))}`;

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
