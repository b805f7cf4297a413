/**
 * @import { FleetHost, FleetHosts, FleetReason, FleetRuntimes, FleetShare, FleetState, FleetSummary, FleetVersions } from '../../src/model/fleet.ts'
 * @import { FleetChoice } from '../data/fleet.js'
 * @import { Html } from '../document/html.js'
 */

import { dashboardOf, fleetAddress } from '../data/fleet.js';
import { html, verbatim } from '../document/html.js';
import { bar, cell } from './glance.js';
import { empty, tag } from './parts.js';

/** @param {number} count */
const figure = (count) => count.toLocaleString('en');

/** @param {number} count */
const hostsOf = (count) => `${figure(count)} ${count === 1 ? 'host' : 'hosts'}`;

/**
 * The fleet in four figures.
 * @param {FleetSummary} summary
 * @param {FleetChoice} choice
 */
export const fleetGlance = ({ hosts, reporting, silent, highFindings, defaultUnavailable }, choice) => {
  const quiet = hosts - reporting;
  const reasons = /** @type {const} */ ([
    [silent.unreachable, 'not reachable'],
    [silent.gone, 'gone'],
    [silent['not-looking'], 'not looking any more'],
  ]).flatMap(([count, why]) => (count > 0 ? [`${figure(count)} ${why}`] : []));
  /** @param {number} count @param {string} state */
  const show = (count, state) =>
    count > 0 && html`<a href="${fleetAddress({ ...choice, state, query: '' })}">Show them</a>`;
  const all = html`${figure(reporting)}<span class="of"> of ${figure(hosts)}</span>`;
  return html`${[
    cell('Hosts that report', all, [bar(reporting, hosts)], reporting > 0 ? 'good' : 'warn'),
    cell(
      'Silent',
      figure(quiet),
      [reasons.join(', ') || 'every host was heard', show(quiet, 'silent')],
      quiet > 0 ? 'warn' : 'good',
    ),
    cell(
      'High findings',
      figure(highFindings),
      ['hosts with something badly wrong', show(highFindings, 'findings')],
      highFindings > 0 ? 'bad' : 'good',
    ),
    cell(
      'Default runtime gone',
      figure(defaultUnavailable),
      ['hosts where a container that names none fails'],
      defaultUnavailable > 0 ? 'bad' : 'good',
    ),
  ]}`;
};

/**
 * Of all hosts, those that can and those that know it and cannot.
 * @param {number} can
 * @param {number} known
 * @param {number} all
 */
const parts = (can, known, all) =>
  html`<svg class="bar-of" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="100" height="4"/><rect class="failing" width="${(100 * known) / all}" height="4"/><rect class="part" width="${(100 * can) / all}" height="4"/></svg>`;

/**
 * Every runtime of the fleet, each a link that chooses it.
 * @param {FleetRuntimes} answer
 * @param {FleetChoice} choice
 */
export const fleetRuntimes = ({ runtimes, reporting }, choice) =>
  runtimes.length === 0
    ? html`<p class="soft">No host that reports knows a runtime.</p>`
    : html`<ul class="shares">${runtimes.map(({ runtime, can, known }) => {
        const chosen = runtime === choice.runtime;
        const href = fleetAddress({ ...choice, runtime: chosen ? '' : runtime, state: '' });
        const broken = known > can && html` <span class="broken">${figure(known - can)} would not start</span>`;
        return html`<li><a class="share" href="${href}" data-focus="fleet ${verbatim(runtime)}"${chosen && html` aria-current="true"`}><bdi class="name">${runtime}</bdi><span class="figure">${broken} ${figure(can)} of ${figure(reporting)}</span>${parts(can, known, reporting || 1)}</a></li>`;
      })}</ul>`;

const mostShares = 6;

/**
 * @param {string} title
 * @param {readonly FleetShare[]} shares
 */
const spread = (title, shares) => {
  const all = shares.reduce((sum, { hosts }) => sum + hosts, 0);
  const rest = shares.slice(mostShares);
  const restHosts = rest.reduce((sum, { hosts }) => sum + hosts, 0);
  const rows = shares.slice(0, mostShares).map(({ path, version, hosts }) => {
    const what = version ?? path;
    return html`<li class="share">${what ? html`<bdi class="name">${what}</bdi>` : html`<span class="name none">version unknown</span>`}<span class="figure">${hostsOf(hosts)}</span>${bar(hosts, all)}</li>`;
  });
  const more = rest.length > 0 && html`<li class="soft">${rest.length} more on ${hostsOf(restHosts)}</li>`;
  return shares.length > 0 && html`<h4><bdi>${title}</bdi></h4><ul class="shares">${rows}${more}</ul>`;
};

/**
 * The paths of the shim behind the chosen runtime, and the versions of containerd and Docker.
 * @param {FleetVersions} versions
 */
export const fleetVersions = ({ runtime, shims, containerd, docker }) => {
  const binaries = [...new Set(shims.map(({ binary }) => binary ?? ''))];
  const groups = binaries.map((binary) =>
    spread(
      binary,
      shims.filter((share) => (share.binary ?? '') === binary),
    ),
  );
  const none =
    runtime !== undefined &&
    shims.length === 0 &&
    html`<p class="soft">No host reports a shim behind <bdi>${runtime}</bdi>.</p>`;
  return html`${groups}${none}${spread('containerd', containerd)}${spread('Docker Engine', docker)}`;
};

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
 * How many hosts are in each state, each a button that shows those alone.
 * @param {FleetHosts} answer
 * @param {FleetChoice} choice
 */
export const fleetFilters = ({ counts, runtime }, choice) => {
  const all = counts.can + counts.cannot + counts.reporting + counts.silent;
  const left = runtime === undefined ? ['can', 'cannot'] : ['reporting'];
  return html`${filters
    .filter(({ state }) => !left.includes(state))
    .map(({ state, label }) => {
      const count = state === '' ? all : counts[state];
      const tone = count > 0 ? tones[state] : undefined;
      return html`<button type="button" class="chip" data-state="${state}" data-focus="state ${state}" aria-pressed="${state === choice.state}">${label} <span class="tally" data-tone="${tone ?? 'plain'}">${figure(count)}</span></button>`;
    })}`;
};

/** @type {Record<FleetReason, string>} */
const reasons = {
  unavailable: 'Would not start',
  'not-known': 'Not known there',
  unreachable: 'Silent: not reachable',
  gone: 'Silent: gone',
  'not-looking': 'Silent: not looking',
};

/** @param {FleetHost} host */
const stateOf = ({ state, reason }) => (reason ? reasons[reason] : state === 'can' ? 'Can start' : 'Reporting');

/**
 * Why hosts are not among those that can, counted.
 * @param {readonly FleetHost[]} hosts
 */
export const fleetReasons = (hosts) => {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const host of hosts) if (host.reason) counts.set(stateOf(host), (counts.get(stateOf(host)) ?? 0) + 1);
  const told = Object.values(reasons).filter((reason) => counts.has(reason));
  return told
    .map((reason) => `${figure(counts.get(reason) ?? 0)} ${reason.replace('Silent: ', '').toLowerCase()}`)
    .join(', ');
};

/**
 * One host; its roles are written out, since a table of ten thousand rows is none of the browser's.
 * @param {FleetHost} host
 * @param {number} index
 * @param {string} protocol of the page
 */
export const hostRow = (host, index, protocol) => {
  const { instance, labels, state, reason, path, highFindings, causes } = host;
  const address = dashboardOf(host, protocol);
  const name = html`<bdi>${instance}</bdi>`;
  const codes = [...new Set([...highFindings, ...causes])];
  const where = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return {
    key: instance,
    markup: html`<div class="host" role="row" aria-rowindex="${index + 2}"><span role="rowheader" class="instance">${
      address
        ? html`<a data-row href="${address}" data-focus="host ${verbatim(instance)}">${name}</a>`
        : html`<span data-row tabindex="-1">${name}</span>`
    }<span class="labels">${where.join(' ')}</span></span><span role="cell" class="state"><span class="status" data-tone="${reason === 'not-known' ? 'plain' : tones[state]}">${stateOf(host)}</span></span><span role="cell" class="of-shim">${path && html`<bdi>${path}</bdi>`}</span><span role="cell" class="codes">${codes.slice(0, 2).map((code) => tag(code, highFindings.includes(code) ? 'bad' : 'warn'))}${codes.length > 2 && tag(`+${codes.length - 2}`)}</span></div>`,
  };
};

/**
 * What stands in place of the hosts when there are none.
 * @param {FleetHosts} answer
 * @param {FleetChoice} choice
 */
export const noHosts = ({ counts }, choice) => {
  const { can, cannot, reporting, silent } = counts;
  return can + cannot + reporting + silent > 0
    ? empty(
        'No host is like that',
        html`<a href="${fleetAddress({ ...choice, state: '', query: '' })}">Show all of them</a>`,
      )
    : empty(
        choice.label === '' ? 'Prometheus has heard of no host' : `No host has the label ${choice.label}`,
        choice.label === ''
          ? 'It scrapes shimdex as a job of that name; deploy/prometheus has what to add to its configuration.'
          : html`<a href="${fleetAddress({ ...choice, label: '' })}">Show the whole fleet</a>`,
      );
};

/**
 * What stands above the rest when Prometheus gave no answer, or one it has something to say of.
 * @param {string} title
 * @param {string} text
 */
export const fleetNote = (title, text) => html`<p class="fleet-note"><strong>${title}</strong> ${text}</p>`;

/** @param {string} id @param {string} label @param {string} placeholder @param {Html} mark */
const field = (id, label, placeholder, mark) =>
  html`<label for="${id}" class="unseen">${label}</label><span class="field"><svg viewBox="0 0 16 16" aria-hidden="true">${mark}</svg><input id="${id}" type="search" placeholder="${placeholder}" autocomplete="off" autocapitalize="off" spellcheck="false"></span>`;

/** The part of the region that is written once. */
export const fleetShell = html`<div class="region-head"><h2 id="fleet-title">Fleet</h2><p class="lead">What Prometheus knows of all hosts. <span id="fleet-asked" class="none"></span></p><div class="filter">${field('fleet-label', 'Only hosts with a label', 'Label, such as cluster=eu-1', html`<path d="M2.5 8.6V3.3q0-.8.8-.8h5.3l5 5-6.1 6.1z"/><path d="M5.7 5.7h.01"/>`)}</div></div>
  <div id="fleet-note" role="status"></div><div id="fleet-body" hidden><div id="fleet-glance" class="glance"></div>
  <div class="fleet-panels"><section class="panel" aria-labelledby="fleet-runtimes-title"><h3 id="fleet-runtimes-title">Runtimes</h3><div id="fleet-runtimes"></div></section><section class="panel" aria-labelledby="fleet-versions-title"><h3 id="fleet-versions-title">Versions</h3><div id="fleet-versions"></div></section></div>
  <h3 id="fleet-hosts-title">Hosts</h3><div class="host-tools"><div id="fleet-states" class="chips" role="group" aria-label="Which hosts"></div><div class="filter"><output id="fleet-count" for="fleet-query"></output>${field('fleet-query', 'Search the hosts', 'Search host, label, path, finding', html`<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/>`)}</div></div><p id="fleet-reasons" class="soft"></p>
  <div id="fleet-box" class="host-box" tabindex="0" role="region" aria-labelledby="fleet-hosts-title"><div id="fleet-table" role="table" aria-labelledby="fleet-hosts-title"><div role="rowgroup" class="host-head"><div class="host" role="row" aria-rowindex="1"><span role="columnheader">Host</span><span role="columnheader" class="state">State</span><span role="columnheader" class="of-shim">Shim</span><span role="columnheader" class="codes">Findings</span></div></div><div role="rowgroup" id="fleet-rows"></div></div></div><div id="no-hosts"></div></div>`;
