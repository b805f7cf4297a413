/**
 * @import { FleetRuntime, FleetRuntimes, FleetShare, FleetVersions } from '../../../src/model/fleet.ts'
 * @import { FleetChoice } from '../../data/fleet.js'
 */

import { fleetAddress, versionQuery } from '../../data/fleet.js';
import { html, verbatim } from '../../document/html.js';
import { counted } from '../../text/words.js';
import { bar, figure, hostsOf } from './cell.js';

/**
 * A runtime and how many hosts can start it; a link that chooses it, or gives the choice up.
 * @param {FleetRuntime} share
 * @param {number} reporting
 * @param {FleetChoice} choice
 */
const runtimeShare = ({ runtime, can, known }, reporting, choice) => {
  const chosen = runtime === choice.runtime;
  const href = fleetAddress({ ...choice, runtime: chosen ? '' : runtime, state: '' });
  const broken = known > can && html` <span class="broken">fails on ${figure(known - can)}</span>`;
  return html`
    <li>
      <a class="share" href="${href}" data-focus="fleet ${verbatim(runtime)}"${chosen && html` aria-current="true"`}>
        <bdi dir="ltr" class="name">${runtime}</bdi>
        <span class="figure">${broken} ${figure(can)} of ${figure(reporting)}</span>
        ${bar(can, reporting, known)}
      </a>
    </li>`;
};

/** The most runtimes that are listed at first. */
export const mostRuntimes = 12;

/**
 * Every runtime of the fleet that is looked for, each a link that chooses it. What some hosts cannot start comes first.
 * @param {FleetRuntimes} answer
 * @param {FleetChoice} choice
 * @param {boolean} isUnfolded whether the whole list is shown
 */
export const fleetRuntimes = ({ runtimes, reporting }, choice, isUnfolded) => {
  if (runtimes.length === 0) return html`<p class="soft">No reporting host has a runtime.</p>`;
  const wanted = choice.find.toLowerCase().split(/\s+/);
  const found = runtimes.filter(({ runtime }) => wanted.every((word) => runtime.toLowerCase().includes(word)));
  if (found.length === 0) return html`<p class="soft">No runtime matches "${choice.find}".</p>`;
  const sorted = found.sort((a, b) => b.known - b.can - (a.known - a.can));
  const shown = sorted.filter(({ runtime }, index) => isUnfolded || index < mostRuntimes || runtime === choice.runtime);
  const rest = sorted.length - shown.length;
  return html`
    <ul class="shares">${shown.map((share) => runtimeShare(share, reporting, choice))}</ul>
    ${rest > 0 && html`<button type="button" class="chip" data-unfold>Show ${counted(rest, 'more runtime')}</button>`}`;
};

/** @typedef {(share: FleetShare) => string | false} AddressOf the address of the hosts of a share, if there is one */

/** @param {string | undefined} name a version, or the path of a shim */
const shareName = (name) =>
  name ? html`<bdi dir="ltr" class="name">${name}</bdi>` : html`<span class="name none">none or unknown</span>`;

/**
 * @param {FleetShare} share
 * @param {number} all
 * @param {AddressOf} addressOf
 */
const shareRow = (share, all, addressOf) => {
  const { version, path, hosts } = share;
  const address = addressOf(share);
  const content = html`
    ${shareName(version ?? path)}
    <span class="figure">${hostsOf(hosts)}</span>
    ${bar(hosts, all)}`;
  return address
    ? html`<li><a class="share" href="${address}" data-focus="${address}">${content}</a></li>`
    : html`<li class="share">${content}</li>`;
};

/** @param {readonly FleetShare[]} shares */
const sumOf = (shares) => shares.reduce((sum, { hosts }) => sum + hosts, 0);

const mostShares = 6;

/**
 * How versions or paths are spread, the most frequent ones one by one.
 * @param {string} title
 * @param {readonly FleetShare[]} shares
 * @param {AddressOf} addressOf
 */
const spread = (title, shares, addressOf) => {
  if (shares.length === 0) return '';
  const rest = shares.slice(mostShares);
  const shown = shares.slice(0, mostShares).map((share) => shareRow(share, sumOf(shares), addressOf));
  const more = rest.length > 0 && html`<li class="soft">${rest.length} more on ${hostsOf(sumOf(rest))}</li>`;
  return html`<h4><bdi dir="ltr">${title}</bdi></h4><ul class="shares">${shown}${more}</ul>`;
};

/**
 * The paths of the shim behind the chosen runtime, and the versions of containerd and Docker, each with a link to its hosts.
 * @param {FleetVersions} versions
 * @param {FleetChoice} choice
 */
export const fleetVersions = ({ runtime, shims, containerd, docker }, choice) => {
  const search = (/** @type {string} */ query) => fleetAddress({ ...choice, state: '', query });
  const ofProgram =
    (/** @type {'containerd' | 'docker'} */ program) =>
    (/** @type {FleetShare} */ { version }) =>
      version !== undefined && search(versionQuery(program, version));
  const binaries = [...new Set(shims.map(({ binary }) => binary ?? ''))];
  const groups = binaries.map((name) =>
    spread(
      name,
      shims.filter(({ binary = '' }) => binary === name),
      ({ path }) => path !== undefined && search(path),
    ),
  );
  const none =
    runtime !== undefined &&
    shims.length === 0 &&
    html`<p class="soft">No host reports a shim behind <bdi dir="ltr">${runtime}</bdi>.</p>`;
  return html`${groups}${none}${[
    spread('containerd', containerd, ofProgram('containerd')),
    spread('Docker Engine', docker, ofProgram('docker')),
  ]}`;
};
