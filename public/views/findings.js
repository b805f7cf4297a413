/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Finding, Severity } from '../../src/model/inventory/finding.ts'
 * @import { SourceState } from '../../src/model/inventory/source.ts'
 */

import { severities } from '../data/severity.js';
import { html } from '../document/html.js';
import { handlerAddress, resolveAddress, shimAddress } from '../page/router.js';
import { counted, sentence } from '../text/words.js';
import { empty, severityTones, tag } from './parts.js';

const meanings = {
  high: 'containers or dockerd fail to start',
  medium: 'something configured does not work, or data is incomplete',
  low: 'leftover files and ambiguous names',
};

const longQuote = 80;

/**
 * A message. A long error of another program is put in a block of its own, so that it is easy to copy and search for.
 * @param {string} text
 */
const message = (text) => {
  const split = text.indexOf(': ');
  if (split === -1 || text.length - split < longQuote) return html`<p class="message">${text}</p>`;
  return html`<p class="message">${text.slice(0, split)}</p><pre tabindex="0">${text.slice(split + 2)}</pre>`;
};

/**
 * A link to more about the subject of a finding.
 * @param {Finding} finding
 * @param {Inventory} inventory
 */
const more = ({ code, subject }, { runtimes, shims }) => {
  if (code === 'handler-unavailable') return html`<a href="${handlerAddress(subject)}">Show the handler</a>`;
  if (shims.some((shim) => shim.path === subject))
    return html`<a href="${shimAddress(subject)}">Show on the search path</a>`;
  return (
    runtimes.some((runtime) => runtime.name === subject) &&
    html`<a href="${resolveAddress(subject)}">Explain this name</a>`
  );
};

/**
 * @param {Finding} finding
 * @param {Inventory} inventory
 */
const card = (finding, inventory) => {
  const link = more(finding, inventory);
  return html`
    <li class="finding" data-tone="${severityTones[finding.severity]}">
      <div class="what">
        ${message(finding.message)}
        <p class="subject"><code class="code">${finding.code}</code> <code>${finding.subject}</code></p>
      </div>
      <div class="todo">
        <h4>What to do</h4>
        ${finding.advice.map(({ text }) => html`<p class="advice">${text}</p>`)}
        ${link && html`<p>${link}</p>`}
      </div>
    </li>`;
};

/**
 * All findings of one severity.
 * @param {Severity} severity
 * @param {Inventory} inventory
 */
const group = (severity, inventory) => {
  const some = inventory.findings.filter((finding) => finding.severity === severity);
  if (some.length === 0) return '';
  return html`
    <section class="severity" data-tone="${severityTones[severity]}" aria-labelledby="severity-${severity}">
      <h3 id="severity-${severity}">
        ${sentence(severity)} <span class="tally">${some.length}</span>${' '}
        <span class="meaning">${meanings[severity]}</span>
      </h3>
      <ul class="findings">${some.map((finding) => card(finding, inventory))}</ul>
    </section>`;
};

/** @param {Inventory} inventory */
const noFindings = ({ runtimes }) => {
  const permitted = runtimes.filter((runtime) => runtime.permitted);
  const ready = permitted.filter((runtime) => runtime.available).length;
  if (ready === 0) return empty('No problems found', 'No runtime is installed.');
  const some = `${ready} of ${counted(permitted.length, 'runtime')} can start.`;
  return empty('No problems found', ready === permitted.length ? 'Every runtime can start.' : some);
};

/**
 * All findings, the worst first, each with its fix.
 * @param {Inventory} inventory
 */
export const findings = (inventory) =>
  inventory.findings.length === 0
    ? noFindings(inventory)
    : html`${severities.map((severity) => group(severity, inventory))}`;

/** @type {Record<SourceState['source'], string>} */
const sourceNames = {
  'search-path': 'Search path',
  'docker-config': 'Docker’s configuration',
  'docker-engine': 'Docker Engine',
  containers: 'running containers',
  'containerd-config': 'containerd’s configuration',
  'containerd-process': 'containerd’s process',
  'containerd-socket': 'containerd’s answers',
};

/** @type {Partial<Record<SourceState['state'], string>>} */
const sourceStates = { read: 'OK', absent: 'not present' };

/** @type {Record<SourceState['state'], string>} */
const sourceTones = { read: 'good', assumed: 'plain', absent: 'plain', unreadable: 'warn', stale: 'warn' };

/** @param {SourceState} state */
const source = ({ source: name, state, message: why }) => html`
  <li>
    <span class="source">${sourceNames[name]}</span> ${tag(sourceStates[state] ?? state, sourceTones[state])}
    ${why && html`<span class="why">${why}</span>`}
  </li>`;

/**
 * Where the data comes from.
 * @param {Inventory} inventory
 */
export const sources = (inventory) => html`
  <h3>Data sources</h3>
  <ul class="sources">${inventory.sources.map(source)}</ul>`;

/** The part of the region that never changes. */
export const findingsShell = html`
  <div class="region-head">
    <h2 id="findings-title">Findings</h2>
    <p class="lead">Problems on this host and how to fix them. For scripts: <code>shimdex check</code>.</p>
  </div>
  <div id="finding-list"></div>
  <div id="source-list"></div>`;
