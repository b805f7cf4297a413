/**
 * @import { Program } from '../../src/model/inventory/program.ts'
 * @import { Plan, PlannedContainer, PlanOutcome } from '../../src/model/plan.ts'
 */

import { html, verbatim } from '../document/html.js';
import { shimAddress } from '../page/router.js';
import { counted, shortId } from '../text/words.js';
import { remedies } from './facts.js';
import { copyButton, filterField, outcomeTones, pathCode, tag } from './parts.js';

const worstFirst = /** @type {PlanOutcome[]} */ (Object.keys(outcomeTones));

/** @param {{ id: string, name?: string | undefined }} container */
const nameOf = ({ id, name }) => name ?? shortId(id);

/** @param {PlanOutcome} outcome */
const outcomeTag = (outcome) => tag(outcome, outcomeTones[outcome]);

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

const mostNames = 12;

/** @param {PlannedContainer} container */
const plannedName = (container) =>
  html`<strong title="${container.id}">${container.namespace}/${nameOf(container)}</strong>`;

/** Containers to which the same happens for the same reason. @param {readonly PlannedContainer[]} same */
const planned = (same) => {
  const [first] = same;
  const rest = same.length - mostNames;
  return (
    first &&
    html`
      <li>
        ${outcomeTag(first.outcome)}${' '}
        ${same.slice(0, mostNames).map((each, index) => html`${index > 0 && ', '}${plannedName(each)}`)}
        ${rest > 0 && ` and ${rest} more`}${' '}
        <span class="why">${first.message}</span>
      </li>`
  );
};

/** @param {readonly PlannedContainer[]} containers */
const byReason = (containers) => {
  /** @type {Map<string, PlannedContainer[]>} */
  const groups = new Map();
  for (const each of containers) {
    const key = `${each.outcome} ${each.message}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
};

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
  const tone = outcomeTones[sorted[0]?.outcome ?? 'kept'];
  return html`
    <h3>If containerd restarts</h3>
    <p class="summary" data-tone="${tone}">${plan.summary}</p>
    ${release(plan)}
    ${plan.units.map(({ unit, message }) => html`<p class="soft"><code>${unit}</code> ${message}</p>`)}
    <ul class="planned">
      ${byReason(sorted).map(planned)}
      ${kept > 0 && lost.length > 0 && html`<li>${outcomeTag('kept')} ${counted(kept, 'other container')}</li>`}
    </ul>
    ${remedies(plan.advice, 'plan')}
    <p class="soft">On the host: <code>${command}</code>${copyButton(command, 'Copy the command', `copy ${verbatim(command)}`)}</p>`;
};

/**
 * How many containers the filter leaves; empty without a filter.
 * @param {number} shown
 * @param {number} all
 * @param {string} query
 */
export const runningCount = (shown, all, query) => html`${query.trim() !== '' && `${shown} of ${all}`}`;

/** The part of the region that never changes. */
export const runningShell = html`
  <div class="region-head">
    <h2 id="running-title">Running</h2>
    <p class="lead">Running containers, their shim files, and what a containerd restart would do.</p>
    <div class="filter">
      <output id="running-filtered" for="running-filter"></output>
      ${filterField('running-filter', 'Filter containers', 'name, id, runtime, path, replaced')}
    </div>
  </div>
  <section id="forecast" class="forecast" aria-label="Forecast" hidden></section>
  <ul id="process-list" class="findings"></ul>
  <div id="no-processes"></div>
  <section id="programs" aria-labelledby="programs-title" hidden>
    <h3 id="programs-title">Daemons and OCI runtimes</h3>
    <ul id="program-list" class="findings"></ul>
  </section>`;
