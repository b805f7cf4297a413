/**
 * @import { FleetHost, FleetHosts, FleetReason, FleetState } from '../../../src/model/fleet.ts'
 * @import { FleetChoice } from '../../data/fleet.js'
 */

import { dashboardOf, fleetAddress } from '../../data/fleet.js';
import { html, verbatim } from '../../document/html.js';
import { empty, tag } from '../parts.js';
import { figure } from './figures.js';

/** @type {{ state: FleetState | 'findings' | '', label: string }[]} */
const filters = [
  { state: '', label: 'All' },
  { state: 'can', label: 'Can start' },
  { state: 'cannot', label: 'Cannot start' },
  { state: 'reporting', label: 'Reporting' },
  { state: 'silent', label: 'Silent' },
  { state: 'findings', label: 'High findings' },
];

/** @type {Record<string, string>} */
const tones = { can: 'good', reporting: 'good', cannot: 'bad', silent: 'warn', findings: 'bad' };

/**
 * A button that shows the hosts in one state, with their count.
 * @param {typeof filters[number]} filter
 * @param {number} count
 * @param {FleetChoice} choice
 */
const filterButton = ({ state, label }, count, choice) => {
  const tone = (count > 0 && tones[state]) || 'plain';
  return html`
    <button type="button" class="chip" data-state="${state}" data-focus="state ${state}"
      aria-pressed="${state === choice.state}">
      ${label} <span class="tally" data-tone="${tone}">${figure(count)}</span>
    </button>`;
};

/**
 * The buttons that filter by state, each with its count.
 * @param {FleetHosts} answer
 * @param {FleetChoice} choice
 */
export const fleetFilters = ({ counts, runtime }, choice) => {
  const all = counts.can + counts.cannot + counts.reporting + counts.silent;
  const unused = runtime === undefined ? ['can', 'cannot'] : ['reporting'];
  const used = filters.filter(({ state }) => !unused.includes(state));
  return html`${used.map((filter) => filterButton(filter, filter.state === '' ? all : counts[filter.state], choice))}`;
};

/** @type {Record<FleetReason, string>} */
const reasons = {
  unavailable: 'Fails to start',
  'not-known': 'Not installed',
  unreachable: 'Silent: not reachable',
  gone: 'Silent: disappeared',
  'not-looking': 'Silent: stopped scanning',
};

/** @param {FleetHost} host */
const stateOf = ({ state, reason }) => (reason ? reasons[reason] : state === 'can' ? 'Can start' : 'Reporting');

/**
 * The reasons why hosts cannot start the runtime or are silent, with counts.
 * @param {readonly FleetHost[]} hosts
 */
export const fleetReasons = (hosts) => {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const host of hosts) if (host.reason) counts.set(stateOf(host), (counts.get(stateOf(host)) ?? 0) + 1);
  const found = Object.values(reasons).filter((reason) => counts.has(reason));
  const texts = found.map(
    (reason) => `${figure(counts.get(reason) ?? 0)} ${reason.replace('Silent: ', '').toLowerCase()}`,
  );
  return html`${texts.join(', ')}`;
};

/** @param {FleetHost} host @param {string} protocol of the page */
const nameCell = (host, protocol) => {
  const { instance, labels } = host;
  const address = dashboardOf(host, protocol);
  const name = html`<bdi>${instance}</bdi>`;
  const where = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const link = html`<a data-row href="${address}" data-focus="host ${verbatim(instance)}">${name}</a>`;
  return html`
    <span role="rowheader" class="instance">
      ${address ? link : html`<span data-row tabindex="-1">${name}</span>`}
      <span class="labels">${where.join(' ')}</span>
    </span>`;
};

/** @param {FleetHost} host */
const stateCell = (host) => {
  const tone = host.reason === 'not-known' ? 'plain' : tones[host.state];
  return html`
    <span role="cell" class="state"><span class="status" data-tone="${tone}">${stateOf(host)}</span></span>`;
};

/** @param {FleetHost} host */
const shimCell = ({ path }) => html`
  <span role="cell" class="of-shim">${path && html`<code title="${path}">${path}</code>`}</span>`;

/** @param {FleetHost} host */
const findingsCell = ({ highFindings, causes }) => {
  const codes = [...new Set([...highFindings, ...causes])];
  return html`
    <span role="cell" class="codes">
      ${codes.slice(0, 2).map((code) => tag(code, highFindings.includes(code) ? 'bad' : 'warn'))}
      ${codes.length > 2 && tag(`+${codes.length - 2}`)}
    </span>`;
};

/**
 * One host. The roles are explicit because a list of ten thousand rows is not a table element.
 * @param {FleetHost} host
 * @param {number} index
 * @param {string} protocol of the page
 */
export const hostRow = (host, index, protocol) => ({
  key: host.instance,
  markup: html`
    <div class="host" role="row" aria-rowindex="${index + 2}">
      ${nameCell(host, protocol)}
      ${stateCell(host)}
      ${shimCell(host)}
      ${findingsCell(host)}
    </div>`,
});

/**
 * Shown when the list of hosts is empty.
 * @param {FleetHosts} answer
 * @param {FleetChoice} choice
 */
export const noHosts = ({ counts }, choice) => {
  const { can, cannot, reporting, silent } = counts;
  return can + cannot + reporting + silent > 0
    ? empty('No hosts match', html`<a href="${fleetAddress({ ...choice, state: '', query: '' })}">Show all hosts</a>`)
    : empty(
        choice.label === '' ? 'Prometheus has no data about any host' : `No host has the label ${choice.label}`,
        choice.label === ''
          ? 'It must scrape shimdex as the job "shimdex"; deploy/prometheus has an example.'
          : html`<a href="${fleetAddress({ ...choice, label: '' })}">Show all hosts</a>`,
      );
};

/**
 * How many hosts match the search; empty without a search.
 * @param {number} selected
 * @param {FleetHosts | undefined} answer
 * @param {FleetChoice} choice
 */
export const hostCount = (selected, answer, { query }) =>
  html`${query !== '' && answer && `${selected} of ${answer.total}`}`;
