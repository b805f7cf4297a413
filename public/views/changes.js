/**
 * @import { Change } from '../../src/model/change.ts'
 * @import { Moment } from '../data/change-history.js'
 */

import { html } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { clockTime } from '../text/clock.js';
import { words } from '../text/words.js';
import { empty } from './parts.js';

const verbs = { create: 'came', update: 'changed', destroy: 'went' };
const signs = { create: '+', update: '~', destroy: '−' };
const shown = 100;

/**
 * What came to a list and what went from it; undefined where the two are no lists of texts.
 * @param {unknown} before
 * @param {unknown} after
 */
const listDifference = (before, after) => {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  if (![...before, ...after].every((item) => typeof item === 'string')) return undefined;
  const came = after.filter((item) => !before.includes(item)).map((item) => `+ ${item}`);
  const went = before.filter((item) => !after.includes(item)).map((item) => `− ${item}`);
  return [...came, ...went].join(', ') || 'in another order';
};

/**
 * How a field differs, in words.
 * @param {string} field
 * @param {unknown} before
 * @param {unknown} after
 */
const fieldDifference = (field, before, after) => {
  const name = words(field.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
  const list = listDifference(before, after);
  if (list !== undefined) return `${name}: ${list}`;
  const plain = [before, after].every((value) => value === undefined || typeof value !== 'object');
  return plain ? `${name}: ${before ?? 'none'} → ${after ?? 'none'}` : name;
};

/**
 * Which fields of an entry differ, in words.
 * @param {Change} change
 */
const difference = ({ before, after }) => {
  if (!before || !after) return '';
  const left = new Map(Object.entries(before));
  const right = new Map(Object.entries(after));
  const fields = [...new Set([...left.keys(), ...right.keys()])];
  return fields
    .filter((field) => JSON.stringify(left.get(field)) !== JSON.stringify(right.get(field)))
    .map((field) => fieldDifference(field, left.get(field), right.get(field)))
    .join(', ');
};

/** @param {Change} change */
const subject = ({ kind, action, key }) =>
  kind === 'runtime' && action !== 'destroy'
    ? html`<a href="${resolveAddress(key)}"><code>${key}</code></a>`
    : html`<code>${key}</code>`;

/** @param {Change} change */
const line = (change) => {
  const fields = difference(change);
  return html`
    <li data-action="${change.action}">
      <span class="sign" aria-hidden="true">${signs[change.action]}</span>
      <span class="what">${change.kind}</span> <span class="which">
        ${subject(change)} <span class="verb">${verbs[change.action]}</span>
        ${fields && html`<span class="difference">${fields}</span>`}
      </span>
    </li>`;
};

/** @param {Moment} moment */
const momentHead = ({ time, missed }) => html`
  <p class="when">
    <time datetime="${time}">${clockTime(new Date(time))}</time>
    ${missed && html`<span class="missed">found when the connection was back</span>`}
  </p>`;

/**
 * What changed at one moment.
 * @param {Moment} moment
 */
export const changeEntry = (moment) => {
  const { changes } = moment;
  const rest = changes.length - shown;
  return html`
    <li class="change-set">
      ${momentHead(moment)}
      <ul>
        ${changes.slice(0, shown).map(line)}
        ${rest > 0 && html`<li><span class="what">and ${rest} more</span></li>`}
      </ul>
    </li>`;
};

/**
 * The line between what one saw happen and what was before.
 * @param {Date} opened
 */
export const openedMark = (opened) => html`
  <li class="opened">
    <span>This page was opened at <time datetime="${opened.toISOString()}">${clockTime(opened)}</time></span>
  </li>`;

/** What stands in place of changes when none was seen. */
export const noChanges = empty(
  'Nothing has changed since the service started',
  'Install, remove or break a shim: it shows here as it happens.',
);

/** The part of the region that is written once. */
export const changesShell = html`
  <div class="region-head">
    <h2 id="changes-title">Changes</h2>
    <p class="lead">What came, went and changed since the service started, newest first.</p>
  </div>
  <ol id="change-list" class="change-list"></ol>
  <div id="no-changes"></div>`;
