/**
 * @import { FleetHost, FleetHosts, FleetReason } from '../../../src/model/fleet.ts'
 * @import { FleetChoice } from '../../data/fleet.js'
 */

import { dashboardOf, fleetAddress, sectionOf } from '../../data/fleet.js';
import { html, verbatim } from '../../document/html.js';
import { sentence, words } from '../../text/words.js';
import { empty, severityTones, tag } from '../parts.js';
import { figure } from './cell.js';

/** @type {{ state: keyof FleetHosts['counts'] | '', label: string, tone: string }[]} */
const filters = [
  { state: '', label: 'All', tone: 'plain' },
  { state: 'can', label: 'Can start', tone: 'good' },
  { state: 'cannot', label: 'Cannot start', tone: 'bad' },
  { state: 'reporting', label: 'Reporting', tone: 'good' },
  { state: 'silent', label: 'Silent', tone: 'warn' },
  { state: 'findings', label: 'High findings', tone: 'bad' },
  { state: 'default-unavailable', label: 'Default broken', tone: 'bad' },
];

/**
 * A button that shows the hosts in one state, with their count.
 * @param {typeof filters[number]} filter
 * @param {number} count
 * @param {FleetChoice} choice
 */
const filterButton = ({ state, label, tone }, count, choice) => html`
  <button type="button" class="chip" data-state="${state}" data-focus="state ${state}"
    aria-pressed="${state === choice.state}">
    ${label} <span class="tally" data-tone="${count > 0 ? tone : 'plain'}">${figure(count)}</span>
  </button>`;

/**
 * The buttons that filter by state, each with its count.
 * @param {FleetHosts} answer
 * @param {FleetChoice} choice
 */
export const fleetFilters = ({ counts, runtime }, choice) => {
  const all = counts.can + counts.cannot + counts.reporting + counts.silent;
  const unused = runtime === undefined ? ['can', 'cannot'] : ['reporting'];
  if (counts['default-unavailable'] === 0 && choice.state !== 'default-unavailable') unused.push('default-unavailable');
  const used = filters.filter(({ state }) => !unused.includes(state));
  return html`${used.map((filter) => filterButton(filter, filter.state === '' ? all : counts[filter.state], choice))}`;
};

/** @type {Record<FleetReason, string>} */
const reasons = {
  unavailable: 'fails to start',
  'not-known': 'not installed',
  unreachable: 'not reachable',
  gone: 'disappeared',
  'not-looking': 'stopped scanning',
};

/** What a silent host means. @type {Partial<Record<FleetReason, string>>} */
const silences = {
  unreachable: 'Prometheus cannot read its metrics',
  gone: 'No metrics from it for up to an hour',
  'not-looking': 'shimdex runs, but does not update its data',
};

/** @param {FleetHost} host */
const stateOf = ({ state, reason }) => {
  if (reason) return state === 'silent' ? `Silent: ${reasons[reason]}` : sentence(reasons[reason]);
  return state === 'can' ? 'Can start' : 'Reporting';
};

/** Why a host cannot start the runtime or is silent, in words. @param {FleetHost} host */
const whyOf = ({ reason, unavailable }) =>
  [reason && reasons[reason], unavailable && words(unavailable)].filter(Boolean).join(': ');

/**
 * The reasons why hosts cannot start the runtime or are silent, with counts, the most frequent first.
 * @param {readonly FleetHost[]} hosts
 */
export const fleetReasons = (hosts) => {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const why of hosts.map(whyOf)) if (why) counts.set(why, (counts.get(why) ?? 0) + 1);
  const found = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  return html`${found.map(([why, count]) => `${figure(count)} ${why}`).join(', ')}`;
};

/** The name of a host, with its target unless that is the default. @param {FleetHost} host */
const nameOf = ({ instance, name, target = 'default' }) =>
  `${name ?? instance}${target === 'default' ? '' : ` · ${target}`}`;

/** @param {FleetHost} host @param {FleetChoice} choice @param {string} protocol of the page */
const nameCell = (host, { runtime }, protocol) => {
  const address = dashboardOf(host, protocol, runtime);
  const pairs = Object.entries(host.labels).map(([label, value]) => `${label}=${value}`);
  const name = html`<bdi dir="ltr">${nameOf(host)}</bdi>`;
  const link = html`<a data-row title="${nameOf(host)}" href="${address}" data-focus="host ${verbatim(host.instance)}">${name}</a>`;
  return html`
    <span role="rowheader" class="instance">
      ${address ? link : html`<span data-row tabindex="-1">${name}</span>`}
      <span class="labels">${host.name && html`${host.instance} `}${pairs.join(' ')}</span>
    </span>`;
};

/** More about the state: why a runtime fails, or that the default runtime does. @param {FleetHost} host @param {string} protocol */
const detailOf = (host, protocol) => {
  const { unavailable, state, reason, brokenDefault } = host;
  if (state === 'silent') return html`<span class="labels why">${reason && silences[reason]}</span>`;
  if (unavailable !== undefined) return html`<span class="labels">${sentence(words(unavailable))}</span>`;
  if (state !== 'reporting' || brokenDefault === undefined) return '';
  const text = html`default <bdi dir="ltr">${brokenDefault}</bdi> fails`;
  const address = dashboardOf(host, protocol, brokenDefault);
  return address
    ? html`<a class="labels" href="${address}" data-focus="default ${verbatim(host.instance)}">${text}</a>`
    : html`<span class="labels">${text}</span>`;
};

/** @param {FleetHost} host @param {string} protocol of the page */
const stateCell = (host, protocol) => {
  const tone = host.reason === 'not-known' ? 'plain' : filters.find(({ state }) => state === host.state)?.tone;
  return html`
    <span role="cell" class="state">
      <span class="status" data-tone="${tone}">${stateOf(host)}</span>
      ${detailOf(host, protocol)}
    </span>`;
};

/** The shim of the chosen runtime, or the versions of the host. @param {FleetHost} host @param {FleetChoice} choice */
const shimCell = ({ path, containerd, docker }, { runtime }) => {
  const versions = html`
    ${containerd && html`<span class="labels">containerd <bdi dir="ltr">${containerd}</bdi></span>`}
    ${docker && html`<span class="labels">Docker <bdi dir="ltr">${docker}</bdi></span>`}`;
  const shim = path && html`<code title="${path}">${path}</code>`;
  return html`<span role="cell" class="of-shim">${runtime === '' ? versions : shim}</span>`;
};

/** @param {FleetChoice} choice */
const showsHigh = ({ runtime, state }) => runtime === '' || state === 'findings';

/** The titles of the last two columns. @param {FleetChoice} choice */
export const columns = (choice) => ({
  middle: choice.runtime === '' ? 'Versions' : 'Shim',
  last: choice.runtime === '' ? 'High findings' : 'Findings',
});

/** What "can start" is about, and the way back. @param {FleetChoice} choice */
export const chosenRuntime = (choice) => {
  if (choice.runtime === '') return html``;
  const address = fleetAddress({ ...choice, runtime: '', state: '' });
  const back = html`<a href="${address}" data-focus="all runtimes">Show all runtimes</a>`;
  return html`and whether they can start <bdi dir="ltr"><code>${choice.runtime}</code></bdi> · ${back}`;
};

/**
 * The findings about the chosen runtime, or the high findings of the host. Each is a link to the finding on the host.
 * @param {FleetHost} host
 * @param {FleetChoice} choice
 * @param {string} protocol of the page
 */
const findingsCell = (host, choice, protocol) => {
  const { highFindings, causes, severities = {} } = host;
  const codes = [...new Set([...causes, ...(showsHigh(choice) ? highFindings : [])])];
  const toneOf = (/** @type {string} */ code) => {
    const severity = highFindings.includes(code) ? 'high' : severities[code];
    return severity === undefined ? 'plain' : severityTones[severity];
  };
  const link = (/** @type {string} */ section, /** @type {unknown} */ shown) => {
    const address = sectionOf(host, protocol, section);
    return address ? html`<a href="${address}" data-focus="${verbatim(host.instance)} ${section}">${shown}</a>` : shown;
  };
  // Two fit into a row, and what does not fit is counted.
  const shown = codes.length > 2 ? 1 : 2;
  return html`
    <span role="cell" class="codes">
      ${codes.slice(0, shown).map((code) => link(`#/findings?code=${encodeURIComponent(code)}`, tag(code, toneOf(code))))}
      ${codes.length > shown && link('#/findings', tag(`+${codes.length - shown} more`))}
    </span>`;
};

/**
 * One host. The roles are explicit because a list of ten thousand rows is not a table element.
 * @param {FleetHost} host
 * @param {number} index
 * @param {FleetChoice} choice
 * @param {string} protocol of the page
 */
export const hostRow = (host, index, choice, protocol) => ({
  key: host.instance,
  markup: html`
    <div class="host" role="row" aria-rowindex="${index + 2}">
      ${nameCell(host, choice, protocol)}
      ${stateCell(host, protocol)}
      ${shimCell(host, choice)}
      ${findingsCell(host, choice, protocol)}
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
