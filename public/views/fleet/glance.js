/**
 * @import { FleetSummary } from '../../../src/model/fleet.ts'
 * @import { FleetChoice } from '../../data/fleet.js'
 */

import { fleetAddress } from '../../data/fleet.js';
import { html } from '../../document/html.js';
import { bar, cell } from './cell.js';
import { figure } from './figures.js';

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
