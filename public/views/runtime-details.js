/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 */

import { html } from '../document/html.js';
import { resolveAddress, shimAddress } from '../page/router.js';
import { printable } from '../text/printable.js';
import { words } from '../text/words.js';
import { copyButton, tag } from './parts.js';

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

/**
 * Links to shims, one to a line; nothing without shims.
 * @param {readonly Shim[]} shims
 * @param {(shim: Shim) => unknown} [remark] what follows a link
 */
const shimList = (shims, remark = () => '') =>
  shims.length > 0 && html`<ul>${shims.map((shim) => html`<li>${shimLink(shim)} ${remark(shim)}</li>`)}</ul>`;

/** @param {Shim} shim */
const whySkipped = (shim) => tag(words(shim.reason ?? shim.state), 'warn');

/** @param {Runtime} runtime */
const ociRuntime = ({ ociRuntime: oci }) => {
  if (!oci) return '';
  const { path, args, resolvedPath } = oci;
  const found = resolvedPath !== path && html`<span class="soft">found at <code>${resolvedPath}</code></span>`;
  const remark = resolvedPath === undefined ? tag('not found', 'bad') : found;
  return html`<code>${[path, ...args].join(' ')}</code> ${remark}`;
};

/** @param {Runtime} runtime */
const definedIn = ({ definedIn: place, origin }) => {
  if (place) return place.line === 0 ? 'dockerd command line' : html`<code>${place.file}:${place.line}</code>`;
  return origin === 'stock' ? 'built into Docker' : 'not configured; found on the search path';
};

/** @param {Runtime} runtime */
const failure = ({ name, available, unavailable }) => {
  if (!unavailable) return '';
  const copy = copyButton(printable(unavailable.message), 'Copy the message', `copy-message ${name}`);
  return html`
    <div class="failure">
      <p><strong>${available === null ? 'Unknown' : 'Fails to start'}: ${words(unavailable.reason)}</strong></p>
      <pre tabindex="0">${unavailable.message}</pre>
      ${copy}
    </div>`;
};

/** @param {Runtime} runtime */
const project = ({ project: name, url }) => name && (url ? html`<a href="${url}" rel="noreferrer">${name}</a>` : name);

/**
 * A text of several lines, with a line break after each.
 * @param {string} text
 */
const lines = (text) => text.split('\n').map((line) => html`${line}<br>`);

/** @param {Runtime} runtime */
const options = (runtime) =>
  runtime.options && html`<pre tabindex="0">${lines(JSON.stringify(runtime.options, null, 2))}</pre>`;

/** What the file of a shim is, once it has been read. @param {Shim | undefined} shim */
const programFacts = (shim) => {
  const { version, package: owner, sha256 } = shim?.file ?? {};
  const changed = owner?.verified === false && tag('changed since', 'warn');
  return [
    fact('Version', version),
    fact('Package', owner && html`${owner.name} ${owner.version} ${changed}`),
    fact('SHA-256', sha256 && html`<code>${sha256}</code>`, true),
  ];
};

/**
 * The facts about the files behind a runtime.
 * @param {Runtime} runtime
 * @param {readonly Shim[]} shims
 */
const fileFacts = (runtime, shims) => {
  const shim = shims.find((candidate) => candidate.path === runtime.path);
  const others = shims.filter((candidate) => candidate.binary === runtime.binary && candidate !== shim);
  const winner = shims.find((candidate) => candidate.path === shim?.shadowedBy);
  const shadowed = others.filter((other) => other.shadowedBy !== undefined);
  const skipped = others.filter((other) => other.state === 'unusable');
  return {
    path: fact('Shim', shim ? shimLink(shim) : runtime.path && html`<code>${runtime.path}</code>`),
    program: programFacts(shim),
    target: fact('Symlink to', shim?.realPath && shim.realPath !== shim.path && html`<code>${shim.realPath}</code>`),
    others: [
      fact('Hides', shimList(shadowed)),
      fact('Hidden by', winner && shimLink(winner)),
      fact('Skipped', shimList(skipped, whySkipped)),
    ],
  };
};

/**
 * All that is known of a runtime.
 * @param {Runtime} runtime
 * @param {Inventory} inventory
 */
export const runtimeDetails = (runtime, { shims }) => {
  const files = fileFacts(runtime, shims);
  const facts = [
    files.path,
    files.target,
    files.program,
    fact('Shim file name', runtime.binary && html`<code>${runtime.binary}</code>`),
    fact('Defined in', definedIn(runtime)),
    fact('Runtime type', runtime.runtimeType && html`<code>${runtime.runtimeType}</code>`),
    fact('OCI runtime', ociRuntime(runtime)),
    files.others,
    fact('Aliases', names(runtime.aliases)),
    fact('Project', project(runtime)),
    fact('Options', options(runtime), true),
  ];
  return html`
    ${failure(runtime)}
    <dl class="fact-list">${facts}</dl>
    <p><a class="action" href="${resolveAddress(runtime.name)}">Explain this name</a></p>`;
};
