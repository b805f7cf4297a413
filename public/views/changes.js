/**
 * @import { Change } from '../../src/model/inventory/change.ts'
 * @import { Moment } from '../data/change-history.js'
 */

import { html } from '../document/html.js';
import { handlerAddress, resolveAddress } from '../page/router.js';
import { clockTime } from '../text/clock.js';
import { words } from '../text/words.js';
import { empty } from './parts.js';

const verbs = { create: 'added', update: 'changed', destroy: 'removed' };
const signs = { create: '+', update: '~', destroy: '−' };
const shown = 100;

/**
 * What was added to a list and what was removed; undefined if one of the two is not a list of texts.
 * @param {unknown} before
 * @param {unknown} after
 */
const listDifference = (before, after) => {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  if (![...before, ...after].every((item) => typeof item === 'string')) return undefined;
  const added = after.filter((item) => !before.includes(item)).map((item) => `+ ${item}`);
  const removed = before.filter((item) => !after.includes(item)).map((item) => `− ${item}`);
  return [...added, ...removed].join(', ') || 'different order';
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

/** What leads to more about an entry. @type {Partial<Record<Change['kind'], (key: string) => string>>} */
const addresses = { runtime: resolveAddress, handler: handlerAddress };

/** @param {Change} change */
const subject = ({ kind, action, key }) => {
  const address = action === 'destroy' ? undefined : addresses[kind];
  return address ? html`<a href="${address(key)}"><code>${key}</code></a>` : html`<code>${key}</code>`;
};

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
    ${missed && html`<span class="missed">detected after reconnecting</span>`}
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
 * The line between the changes since the page was opened and those before.
 * @param {Date} opened
 */
export const openedMark = (opened) => html`
  <li class="opened">
    <span>You opened this page at <time datetime="${opened.toISOString()}">${clockTime(opened)}</time></span>
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
    <p class="lead">Since shimdex started, newest first.</p>
  </div>
  <ol id="change-list" class="change-list"></ol>
  <div id="no-changes"></div>`;
