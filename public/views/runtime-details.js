/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 */

import { html } from '../document/html.js';
import { handlerAddress, resolveAddress, shimAddress } from '../page/router.js';
import { words } from '../text/words.js';
import { code, fact, failure, linkList, optionsBlock, remedies } from './facts.js';
import { tag } from './parts.js';

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
const project = ({ project: name, url }) => name && (url ? html`<a href="${url}" rel="noreferrer">${name}</a>` : name);

/** What the file of a shim is, once it has been read. @param {Shim | undefined} shim */
const programFacts = (shim) => {
  const { version, package: owner, sha256 } = shim?.file ?? {};
  const changed = owner?.verified === false && tag('changed since', 'warn');
  return [
    fact('Version', version),
    fact('Package', owner && html`${owner.name} ${owner.version} ${changed}`),
    fact('SHA-256', code(sha256), true),
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
    fact('Shim file name', code(runtime.binary)),
    fact('Defined in', definedIn(runtime)),
    fact('Runtime type', code(runtime.runtimeType)),
    fact('OCI runtime', ociRuntime(runtime)),
    files.others,
    fact('Aliases', names(runtime.aliases)),
    fact('CRI handlers', linkList(runtime.handlers, handlerAddress)),
    fact('Project', project(runtime)),
    fact('Options', optionsBlock(runtime.options), true),
  ];
  return html`
    ${failure(runtime, runtime.name)}
    ${remedies(runtime.advice ?? [], runtime.name)}
    <dl class="fact-list">${facts}</dl>
    <p><a class="action" href="${resolveAddress(runtime.name)}">Explain this name</a></p>`;
};
