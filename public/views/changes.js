/**
 * @import { FindingChange, HostEvent, Part, Sentence } from '../data/sentences/parts.js'
 */

import { keyOfMoment } from '../data/change-history.js';
import { html, verbatim } from '../document/html.js';
import { findingAddress } from '../page/router.js';
import { clockTime } from '../text/clock.js';
import { empty, severityTones } from './parts.js';

const shown = 100;

/** @param {Part} part @param {string} focus */
const partView = (part, focus) => {
  if (typeof part === 'string') return part;
  const { name, to, title } = part;
  const code = html`<code${title !== undefined && html` title="${title}"`}>${name}</code>`;
  return to === undefined ? code : html`<a href="${to}" data-focus="${verbatim(focus)}">${code}</a>`;
};

/** Findings of one kind together: the first of them, and how many there are. @param {readonly FindingChange[]} findings */
const byCode = (findings) => {
  /** @type {Map<string, [FindingChange, number]>} */
  const groups = new Map();
  for (const change of findings) {
    const key = `${change.action} ${(change.after ?? change.before)?.code}`;
    groups.set(key, [groups.get(key)?.[0] ?? change, (groups.get(key)?.[1] ?? 0) + 1]);
  }
  return [...groups.values()];
};

/** A finding that appeared or ended with a change. @param {FindingChange} change @param {number} count @param {string} focus */
const findingView = ({ action, before, after }, count, focus) => {
  const finding = after ?? before;
  if (!finding) return '';
  const times = count > 1 && ` × ${count}`;
  if (action === 'destroy') return html` <span class="ended">fixed <code>${finding.code}</code>${times}</span>`;
  return html` <a class="tag" data-tone="${severityTones[finding.severity]}" href="${findingAddress(finding)}"
    data-focus="${verbatim(focus)}">${finding.code}${times}</a>`;
};

/** @param {Sentence} sentence @param {string} focus */
const line = ({ tone, parts, findings }, focus) => html`
  <li>
    <span class="status" data-tone="${tone}" aria-hidden="true"></span>
    <p>
      ${parts.map((part, index) => partView(part, `${focus} ${index}`))}
      ${byCode(findings).map(([change, count]) => findingView(change, count, `${focus} ${change.key}`))}
    </p>
  </li>`;

/** The time, which `document/ages.js` completes with how long ago it was. @param {string} time */
const timeView = (time) => {
  const moment = new Date(time);
  return html`
    <time datetime="${time}" title="${moment.toLocaleString()}">
      <span class="ago"></span> <span class="clock">${clockTime(moment)}</span>
    </time>`;
};

/** What happened at one moment. @param {HostEvent} event */
export const changeEntry = ({ moment, sentences }) => {
  const { time, missed } = moment;
  const key = keyOfMoment(moment);
  const rest = sentences.length - shown;
  const markup = html`
    <li class="change-set">
      <p class="when">
        ${timeView(time)} ${missed && html`<span class="missed">detected after reconnecting</span>`}
      </p>
      <ul>
        ${sentences.slice(0, shown).map((sentence, index) => line(sentence, `change ${key} ${index}`))}
        ${rest > 0 && html`<li><span></span><p>and ${rest} more</p></li>`}
      </ul>
    </li>`;
  return { key, markup };
};

/**
 * The line between the changes since the page was opened and those before.
 * @param {Date} opened
 */
export const openedMark = (opened) => html`
  <li class="opened">
    <span>You opened this page at <time datetime="${opened.toISOString()}">${clockTime(opened)}</time></span>
  </li>`;

/**
 * The line between the changes before and after a restart of the service.
 * @param {Date} seen
 */
export const restartedMark = (seen) => html`
  <li class="opened restarted">
    <span>shimdex restarted, seen at <time datetime="${seen.toISOString()}">${clockTime(seen)}</time></span>
  </li>`;

/** Shown when the list of changes is empty. */
export const noChanges = empty(
  'No changes since shimdex started',
  'Changes appear here as you install, remove or break a shim.',
);

/** The part of the region that never changes. */
export const changesShell = html`
  <div class="region-head">
    <h2 id="changes-title">Changes</h2>
    <p class="lead">What happened on this host while shimdex was running, newest first.</p>
  </div>
  <ol id="change-list" class="change-list"></ol>
  <div id="no-changes"></div>`;
