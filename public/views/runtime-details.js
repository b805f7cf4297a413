/**
 * @import { Inventory } from '../../src/model/inventory.ts'
 * @import { Runtime } from '../../src/model/runtime.ts'
 * @import { Shim } from '../../src/model/shim.ts'
 */

import { html } from '../document/html.js';
import { resolveAddress, shimAddress } from '../page/router.js';
import { printable } from '../text/printable.js';
import { copyButton, tag, words } from './parts.js';

/**
 * @param {string} term
 * @param {unknown} value
 * @param {boolean} [wide] takes the whole width
 */
const fact = (term, value, wide = false) =>
  value && html`<div${wide && html` class="wide"`}><dt>${term}</dt><dd>${value}</dd></div>`;

/** @param {readonly string[]} list */
const names = (list) =>
  list.length > 0 && html`<ul class="inline">${list.map((name) => html`<li><code>${name}</code></li>`)}</ul>`;

/** @param {Shim} shim */
const shimLink = ({ path, state }) =>
  html`<a href="${shimAddress(path)}"><code${state === 'shadowed' && html` class="struck"`}>${path}</code></a>`;

/** @param {readonly Shim[]} shims */
const shadowed = (shims) => shims.length > 0 && html`<ul>${shims.map((shim) => html`<li>${shimLink(shim)}</li>`)}</ul>`;

/** @param {readonly Shim[]} shims */
const passedOver = (shims) =>
  shims.length > 0 &&
  html`<ul>${shims.map((shim) => html`<li>${shimLink(shim)} ${tag(words(shim.reason ?? shim.state), 'warn')}</li>`)}</ul>`;

/** @param {Runtime} runtime */
const ociRuntime = ({ ociRuntime: oci }) =>
  oci &&
  html`<code>${[oci.path, ...oci.args].join(' ')}</code> ${oci.resolvedPath === undefined ? tag('not found', 'bad') : oci.resolvedPath !== oci.path && html`<span class="soft">found as <code>${oci.resolvedPath}</code></span>`}`;

/** @param {Runtime} runtime */
const definedIn = ({ definedIn: place, origin }) => {
  if (place) return place.line === 0 ? 'a flag of dockerd' : html`<code>${place.file}:${place.line}</code>`;
  return origin === 'stock' ? 'Docker itself' : 'nowhere: its shim is on the search path';
};

/** @param {Runtime} runtime */
const failure = ({ name, unavailable }) => {
  if (!unavailable) return '';
  const copy = copyButton(printable(unavailable.message), 'Copy the message', `copy-message ${name}`);
  return html`<div class="failure"><p><strong>Would not start: ${words(unavailable.reason)}</strong></p><pre tabindex="0">${unavailable.message}</pre>${copy}</div>`;
};

/** @param {Runtime} runtime */
const project = ({ project: name, url }) => name && (url ? html`<a href="${url}" rel="noreferrer">${name}</a>` : name);

/**
 * A text of several lines, each line as it is.
 * @param {string} text
 */
const lines = (text) => text.split('\n').map((line) => html`${line}<br>`);

/**
 * All that is known of a runtime.
 * @param {Runtime} runtime
 * @param {Inventory} inventory
 */
export const runtimeDetails = (runtime, { shims }) => {
  const shim = shims.find((candidate) => candidate.path === runtime.path);
  const others = shims.filter((candidate) => candidate.binary === runtime.binary && candidate !== shim);
  const winner = shims.find((candidate) => candidate.path === shim?.shadowedBy);
  return html`${failure(runtime)}<dl class="fact-list">${[
    fact('Shim', shim ? shimLink(shim) : runtime.path && html`<code>${runtime.path}</code>`),
    fact('Leads to', shim?.realPath && shim.realPath !== shim.path && html`<code>${shim.realPath}</code>`),
    fact('Shim file name', runtime.binary && html`<code>${runtime.binary}</code>`),
    fact('Defined in', definedIn(runtime)),
    fact('Runtime type', runtime.runtimeType && html`<code>${runtime.runtimeType}</code>`),
    fact('OCI runtime', ociRuntime(runtime)),
    fact('Version', runtime.version),
    fact('Shadows', shadowed(others.filter((other) => other.shadowedBy !== undefined))),
    fact('Shadowed by', winner && shimLink(winner)),
    fact('Passed over', passedOver(others.filter((other) => other.state === 'unusable'))),
    fact('Also called', names(runtime.aliases)),
    fact('CRI handlers', names(runtime.handlers)),
    fact('Project', project(runtime)),
    fact(
      'Options',
      runtime.options && html`<pre tabindex="0">${lines(JSON.stringify(runtime.options, null, 2))}</pre>`,
      true,
    ),
  ]}</dl><p><a class="action" href="${resolveAddress(runtime.name)}">See every place that was tried</a></p>`;
};
