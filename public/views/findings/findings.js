/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Finding, Severity } from '../../../src/model/inventory/finding.ts'
 * @import { FindingKind } from '../../data/finding-groups.js'
 */

import { kindOf } from '../../data/finding-groups.js';
import { lacksContainerd } from '../../data/runtimes.js';
import { severities } from '../../data/severity.js';
import { html } from '../../document/html.js';
import { counted, noContainerd, sentence } from '../../text/words.js';
import { empty, severityTones } from '../parts.js';

/**
 * What the reader chose to see; undefined for everything.
 * @typedef {{ severity: Severity | undefined, kind: FindingKind | undefined }} FindingsChoice
 */

/** @type {Record<Severity, string>} */
const meanings = {
  high: 'containers or dockerd fail to start',
  medium: 'something configured does not work, or data is incomplete',
  low: 'leftover files and ambiguous names',
};

/** @type {Record<FindingKind, string>} */
const kindNames = {
  broken: 'Broken',
  security: 'Security',
  drift: 'Not in effect',
  outdated: 'Outdated',
  incomplete: 'Incomplete data',
};

/** @type {readonly FindingKind[]} */
export const findingKinds = ['broken', 'security', 'drift', 'outdated', 'incomplete'];

/**
 * Whether the reader wants to see a finding.
 * @param {Finding} finding
 * @param {FindingsChoice} choice
 */
export const isChosen = (finding, { severity, kind }) =>
  (severity === undefined || finding.severity === severity) && (kind === undefined || kindOf(finding) === kind);

/**
 * A button that chooses one part, or everything again.
 * @param {string} attribute
 * @param {string} value
 * @param {{ label: string, count: number, pressed: boolean, tone?: string, title?: string }} shown
 */
const chip = (attribute, value, { label, count, pressed, tone = 'plain', title = '' }) => html`
  <button type="button" class="chip" data-${attribute}="${value}" data-focus="${attribute} ${value}"
    aria-pressed="${pressed}" title="${title}">
    ${label} <span class="tally" data-tone="${tone}">${count}</span>
  </button>`;

/**
 * The buttons that choose a part of the findings, each with its count. A part without findings has no button.
 * @param {readonly Finding[]} findings
 * @param {FindingsChoice} choice
 */
export const findingsChips = (findings, choice) => {
  /** @param {FindingsChoice} part */
  const count = (part) => findings.filter((finding) => isChosen(finding, part)).length;
  const { severity, kind } = choice;
  const grades = severities
    .map((each) => ({ each, count: count({ severity: each, kind }) }))
    .filter((grade) => grade.count > 0 || grade.each === severity)
    .map((grade) =>
      chip('severity', grade.each, {
        label: sentence(grade.each),
        count: grade.count,
        pressed: grade.each === severity,
        tone: severityTones[grade.each],
        title: meanings[grade.each],
      }),
    );
  const topics = findingKinds
    .map((each) => ({ each, count: count({ severity, kind: each }) }))
    .filter((topic) => topic.count > 0 || topic.each === kind)
    .map((topic) =>
      chip('kind', topic.each, { label: kindNames[topic.each], count: topic.count, pressed: topic.each === kind }),
    );
  const all = chip('severity', '', {
    label: 'All',
    count: findings.length,
    pressed: severity === undefined && kind === undefined,
  });
  return html`
    <div class="chips" role="group" aria-label="Severity">${all}${grades}</div>
    <div class="chips" role="group" aria-label="Kind">${topics}</div>`;
};

/**
 * Shown when the list is empty.
 * @param {Inventory} inventory
 */
export const noFindings = (inventory) => {
  const { findings, runtimes } = inventory;
  if (findings.length > 0) return empty('No such findings', html`<a href="#/findings">Show all</a>`);
  if (lacksContainerd(inventory))
    return empty(noContainerd, 'No other problems found. Runtimes can start once containerd is installed.');
  const permitted = runtimes.filter((runtime) => runtime.permitted);
  const ready = permitted.filter((runtime) => runtime.available).length;
  if (ready === 0) return empty('No problems found', 'No runtime is installed.');
  const some = `${ready} of ${counted(permitted.length, 'runtime')} can start.`;
  return empty('No problems found', ready === permitted.length ? 'Every runtime can start.' : some);
};

/** The part of the region that never changes. */
export const findingsShell = html`
  <div class="region-head">
    <h2 id="findings-title">Findings</h2>
    <p class="lead">Problems on this host and how to fix them. For scripts: <code>shimdex check</code>.</p>
  </div>
  <div id="findings-chips" class="finding-chips"></div>
  <ul id="finding-list" class="findings"></ul>
  <div id="no-findings"></div>
  <div id="source-list"></div>`;
