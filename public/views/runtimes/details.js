/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Shim } from '../../../src/model/inventory/shim.ts'
 */

import { isolationName } from '../../data/runtimes.js';
import { html } from '../../document/html.js';
import { handlerAddress, resolveAddress, shimAddress } from '../../page/router.js';
import { words } from '../../text/words.js';
import { code, fact, failure, linkList, optionsBlock, remedies } from '../facts.js';
import { tag } from '../parts.js';

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

/** @param {Runtime} runtime @param {boolean} hasDocker */
const definedIn = ({ definedIn: place, origin }, hasDocker) => {
  if (place) return place.line === 0 ? 'dockerd command line' : html`<code>${place.file}:${place.line}</code>`;
  return origin === 'stock' && hasDocker ? 'built into Docker' : 'not configured; found on the search path';
};

/** @param {Runtime} runtime */
const usedBy = ({ usedBy: used }) => used && `${used.running} running, ${used.stopped} stopped`;

/** @param {Runtime} runtime */
const project = ({ project: name, url }) => name && (url ? html`<a href="${url}" rel="noreferrer">${name}</a>` : name);

/** What the file of a shim is, once it has been read. @param {Shim | undefined} shim */
const programFacts = (shim) => {
  const { version, package: owner } = shim?.file ?? {};
  const changed = owner?.verified === false && tag('changed since', 'warn');
  return [fact('Version', version), fact('Package', owner && html`${owner.name} ${owner.version} ${changed}`)];
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
    digest: fact('SHA-256', code(shim?.file?.sha256), true),
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
export const runtimeDetails = (runtime, { shims, host }) => {
  const files = fileFacts(runtime, shims);
  const facts = [
    files.path,
    files.target,
    files.program,
    fact('Shim file name', code(runtime.binary)),
    fact('Defined in', definedIn(runtime, host.docker.present)),
    fact('Runtime type', code(runtime.runtimeType)),
    fact('OCI runtime', ociRuntime(runtime)),
    files.others,
    fact('Aliases', names(runtime.aliases)),
    fact('CRI handlers', linkList(runtime.handlers, handlerAddress)),
    fact('Project', project(runtime)),
    fact('Isolation', isolationName(runtime)),
    fact('Containers', usedBy(runtime)),
    files.digest,
    fact('Options', optionsBlock(runtime.options), true),
  ];
  return html`
    ${runtime.description && html`<p class="about">${runtime.description}</p>`}
    ${failure(runtime, runtime.name)}
    ${remedies(runtime.advice ?? [], runtime.name)}
    <dl class="fact-list">${facts}</dl>
    <p><a class="action" href="${resolveAddress(runtime.name)}">Explain this name</a></p>`;
};

/**
 * All that is known of a file that containerd skips.
 * @param {Shim} shim
 * @param {Inventory} inventory
 */
export const fileDetails = (shim, { findings }) => {
  const about = findings.filter(({ subject }) => subject === shim.path);
  const { mode, uid, gid } = shim.file ?? {};
  const facts = [
    fact('File', shimLink(shim)),
    fact('Skipped because', words(shim.reason ?? shim.state)),
    fact('Name it would have', code(shim.runtime)),
    fact('Symlink to', shim.realPath && shim.realPath !== shim.path && code(shim.realPath)),
    fact('Mode and owner', mode && html`<code>${mode}</code> ${uid}:${gid}`),
    programFacts(shim),
    fact('SHA-256', code(shim.file?.sha256), true),
  ];
  return html`
    ${about.map(({ message }) => html`<p class="about">${message}</p>`)}
    ${remedies(
      about.flatMap(({ advice }) => advice),
      shim.path,
    )}
    <dl class="fact-list">${facts}</dl>`;
};
