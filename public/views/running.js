/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Process, ServedContainer } from '../../src/model/inventory/process.ts'
 * @import { Program } from '../../src/model/inventory/program.ts'
 * @import { Plan, PlannedContainer, PlanOutcome } from '../../src/model/plan.ts'
 */

import { html, verbatim } from '../document/html.js';
import { resolveAddress, shimAddress } from '../page/router.js';
import { counted, shortId } from '../text/words.js';
import { remedies } from './facts.js';
import { copyButton, empty, pathCode, tag } from './parts.js';

const mostContainers = 60;

/** What is at the path of the file that a process runs. */
const states = /** @type {const} */ ({
  deleted: ['file deleted', 'bad'],
  replaced: ['file replaced', 'warn'],
  current: ['current', 'good'],
});

/** What happens to a container, the worst first. @type {Record<PlanOutcome, [string, string]>} */
const outcomes = {
  killed: ['killed', 'bad'],
  unmanaged: ['unmanaged', 'bad'],
  unknown: ['unknown', 'warn'],
  removed: ['removed', 'plain'],
  kept: ['kept', 'good'],
};

const worstFirst = /** @type {PlanOutcome[]} */ (Object.keys(outcomes));

/** @param {{ id: string, name?: string | undefined }} container */
const nameOf = ({ id, name }) => name ?? shortId(id);

/** @param {PlanOutcome} outcome */
const outcomeTag = (outcome) => tag(outcomes[outcome][0], outcomes[outcome][1]);

/** Files that need attention first: deleted, replaced, not known. @param {readonly Process[]} processes */
export const unusualFirst = (processes) => {
  const order = ['deleted', 'replaced', null, 'current'];
  return [...processes].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.pid - b.pid);
};

/** @param {ServedContainer} container */
const served = (container) => html`
  <li>
    <strong>${nameOf(container)}</strong>${' '}
    <a href="${resolveAddress(container.runtime)}"><code>${container.runtime}</code></a>
    ${container.state === 'stopped' && tag('stopped')}
    ${container.unmanaged && tag('containerd does not know it', 'bad')}
  </li>`;

/** The file, which leads to the search path if it is there. @param {Process} process @param {Inventory} inventory */
const file = ({ path, binary }, { shims }) => {
  if (path === undefined) return html`<code>${binary}</code>`;
  const isListed = shims.some((shim) => shim.path === path || shim.realPath === path);
  return isListed ? html`<a href="${shimAddress(path)}">${pathCode(path)}</a>` : pathCode(path);
};

/**
 * A shim process, the file that it runs, and its containers.
 * @param {Process} process
 * @param {Inventory} inventory
 */
export const processCard = (process, inventory) => {
  const { pid, state, stopped, version, namespace, containers, containersUnknown } = process;
  const [word, tone] = state === null ? ['file not known', 'plain'] : states[state];
  const rest = containers.length - mostContainers;
  return html`
    <li class="process" data-tone="${tone}">
      <p class="file">${tag(word, tone)} ${stopped && tag('stopped by a signal', 'bad')} ${file(process, inventory)}</p>
      <p class="soft">process ${pid} · ${version ? `version ${version}` : 'version not known'} · namespace ${namespace}</p>
      <ul class="served">
        ${containersUnknown && html`<li>containers not known</li>`}
        ${containers.slice(0, mostContainers).map(served)}
        ${rest > 0 && html`<li>and ${rest} more</li>`}
      </ul>
    </li>`;
};

/** @param {Inventory} inventory */
export const noProcesses = ({ sources }) => {
  const source = sources.find((each) => each.source === 'containers');
  return source?.state === 'unreadable'
    ? empty('What runs is not known', source.message ?? '')
    : empty('No containers run', 'Shim processes and their containers appear here as they start.');
};

/** @type {Record<Program['role'], string>} */
const roles = {
  containerd: 'containerd',
  dockerd: 'dockerd',
  'oci-runtime': 'OCI runtime',
  shim: 'shim named by its path',
};

/** Whether a daemon runs the file that is at its path. @param {Program} program */
const daemonState = ({ role, pid, state }) => {
  if (pid === undefined) return role === 'containerd' || role === 'dockerd' ? tag('does not run') : '';
  if (state === 'replaced') return tag('runs an older file', 'warn');
  return state === 'deleted' ? tag('its file is deleted', 'bad') : tag('runs', 'good');
};

/** @param {Program} program */
const packageText = ({ file }) => {
  if (!file) return 'not read yet, or not readable';
  if (!file.package) return 'not in any package';
  const { name, version, verified } = file.package;
  return `package ${name} ${version}${verified === false ? ', changed since it was installed' : ''}`;
};

/**
 * A daemon, or a program that runs containers and is not on the search path.
 * @param {Program} program
 */
export const programCard = (program) => {
  const { role, path, pid, file: about } = program;
  const version = about?.version ? `version ${about.version}` : 'version not known';
  const parts = [roles[role], pid !== undefined && `process ${pid}`, version, packageText(program)];
  return html`
    <li class="process">
      <p class="file">
        ${daemonState(program)} ${role === 'shim' ? html`<a href="${shimAddress(path)}">${pathCode(path)}</a>` : pathCode(path)}
      </p>
      <p class="soft">${parts.filter(Boolean).join(' · ')}</p>
    </li>`;
};

/** @param {PlannedContainer} container */
const planned = (container) => html`
  <li>
    ${outcomeTag(container.outcome)} <strong>${container.namespace}/${nameOf(container)}</strong>
    <span class="why">${container.message}</span>
  </li>`;

/** @param {Plan} plan */
const release = ({ from, to, supported, message, unread }) => {
  const change =
    from === to
      ? undefined
      : from === undefined
        ? `containerd ${to} starts`
        : `containerd ${from} runs, and ${to} starts instead`;
  const lines = [
    change,
    supported === false ? message : undefined,
    unread && `Not all containers are known: ${unread}`,
  ];
  return lines.filter(Boolean).map((line) => html`<p class="soft">${line}</p>`);
};

const command = 'shimdex plan restart';

/**
 * What a restart of containerd would do, with the containers that would be lost first.
 * @param {Plan} plan
 */
export const forecast = (plan) => {
  const lost = plan.containers.filter(({ outcome }) => outcome !== 'kept');
  const sorted = lost.toSorted((a, b) => worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome));
  const kept = plan.containers.length - lost.length;
  const tone = outcomes[sorted[0]?.outcome ?? 'kept'][1];
  return html`
    <h3>If containerd restarts</h3>
    <p class="summary" data-tone="${tone}">${plan.summary}</p>
    ${release(plan)}
    ${plan.units.map(({ unit, message }) => html`<p class="soft"><code>${unit}</code> ${message}</p>`)}
    <ul class="planned">
      ${sorted.slice(0, mostContainers).map(planned)}
      ${kept > 0 && lost.length > 0 && html`<li>${outcomeTag('kept')} ${counted(kept, 'other container')}</li>`}
    </ul>
    ${remedies(plan.advice, 'plan')}
    <p class="soft">On the host: <code>${command}</code>${copyButton(command, 'Copy the command', `copy ${verbatim(command)}`)}</p>`;
};

/** The part of the region that never changes. */
export const runningShell = html`
  <div class="region-head">
    <h2 id="running-title">Running</h2>
    <p class="lead">Containers by the shim file they really run, what a restart of containerd would do, and the daemons.</p>
  </div>
  <section id="forecast" class="forecast" aria-label="Forecast" hidden></section>
  <ul id="process-list" class="findings"></ul>
  <div id="no-processes"></div>
  <section id="programs" aria-labelledby="programs-title" hidden>
    <h3 id="programs-title">Daemons and OCI runtimes</h3>
    <ul id="program-list" class="findings"></ul>
  </section>`;
