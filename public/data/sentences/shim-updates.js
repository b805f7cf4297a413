/**
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Shim } from '../../../src/model/inventory/shim.ts'
 * @import { Consequence } from './consequences.js'
 * @import { Of, Open, Part, Sentence } from './parts.js'
 * @import { Event, ShimChange } from './shims.js'
 */

import { words } from '../../text/words.js';
import { fileEvent, isReplaced, lostExecution } from './files.js';
import { changedFields, code, entryOf, say, shimPath, take } from './parts.js';
import { appearance, fileSentence, why } from './shims.js';

/** Whether containerd could start this file if it found it. @param {Shim | undefined} shim */
const works = (shim) => shim !== undefined && shim.state !== 'unusable' && (!shim.reason || shim.state === 'shadowed');

/** @param {ShimChange} change */
const isUpdate = ({ action }) => action === 'update';

/** Whether a file only became hidden or is not hidden any more, because another file changed. @param {ShimChange} change */
const isAside = (change) =>
  isUpdate(change) &&
  works(change.before) &&
  works(change.after) &&
  change.before?.state !== change.after?.state &&
  fileEvent(change).length === 0;

/** What happened to a file that worked and does not any more. @type {Record<string, string>} */
const broke = {
  'is-directory': 'is a directory now',
  'dangling-symlink': 'is a broken symlink now',
  'not-regular-file': 'is not a regular file any more',
  'unreadable-directory': 'is in a directory that containerd cannot enter any more',
  'not-visible': 'is where shimdex may not look any more',
  'interpreter-missing': 'lost its interpreter',
  'library-missing': 'lacks a library now',
  'shim-unsupported': 'does not work with this containerd any more',
  'policy-denied': 'is blocked by policy now',
};

/** What happened to a file that did not work and does now. @type {Record<string, string>} */
const mended = {
  'not-executable': 'can be executed now',
  'is-directory': 'is a file now, not a directory',
  'dangling-symlink': 'is not a broken symlink any more',
  'unreadable-directory': 'is in a directory that containerd can enter now',
  'not-visible': 'is where shimdex may look now',
  'interpreter-missing': 'has its interpreter now',
  'library-missing': 'has all its libraries now',
  'policy-denied': 'is not blocked by policy any more',
};

/** The advice to make a file executable, which is there before the file is read. @param {Of<Runtime>[]} runtimes */
const needsChmod = (runtimes) =>
  runtimes.some(({ after }) => after?.advice?.some(({ command }) => command?.startsWith('chmod ')));

/** @param {ShimChange} change @param {Of<Runtime>[]} runtimes @returns {Part[]} */
const breakage = (change, runtimes) => {
  const { before, after } = change;
  const reason = after?.reason ?? '';
  if (isReplaced(before?.file, after?.file) && reason !== 'not-executable')
    return say`was replaced by a file that cannot start (${why(reason)})`;
  if (reason === 'not-executable')
    return lostExecution(before?.file, after?.file) || needsChmod(runtimes)
      ? say`lost its execute permission`
      : say`can no longer be executed`;
  return say`${broke[reason] ?? `cannot start any more: ${why(reason)}`}`;
};

/** @param {ShimChange} change @returns {Part[]} */
const repair = (change) => {
  const { before, after } = change;
  if (isReplaced(before?.file, after?.file)) return fileEvent(change);
  return say`${mended[before?.reason ?? ''] ?? 'works now'}`;
};

/** What happened to a file that stays. @param {ShimChange} change @param {Of<Runtime>[]} runtimes @returns {Event} */
const update = (change, runtimes) => {
  const { before, after } = change;
  if (works(before) && !works(after)) return { parts: breakage(change, runtimes), tone: 'bad' };
  if (!works(before) && works(after)) return { parts: repair(change), tone: 'good' };
  const happened = fileEvent(change);
  if (!works(after) && before?.reason !== after?.reason)
    return { parts: say`still cannot start: ${why(after?.reason)}`, tone: 'bad' };
  if (before?.realPath !== after?.realPath) {
    const parts = after?.realPath ? say`is a symlink to ${code(after.realPath)} now` : say`is not a symlink any more`;
    return { parts, tone: 'plain' };
  }
  if (happened.length > 0) return { parts: happened, tone: 'plain' };
  return { parts: say`changed: ${changedFields(before, after).map(words).join(', ')}`, tone: 'plain' };
};

/** @param {ShimChange[]} group @returns {[ShimChange[], ShimChange[]]} */
const split = (group) => {
  const asides = group.filter(isAside);
  return asides.length === group.length ? [group, []] : [group.filter((change) => !isAside(change)), asides];
};

/** A file that is selected or hidden since the order of the search path changed. @param {ShimChange} change @returns {Event} */
const turnOver = (change) => {
  const { shadowedBy, directory } = entryOf(change);
  const parts = shadowedBy
    ? say`in ${code(directory)} is hidden by ${shimPath(shadowedBy)} now`
    : say`in ${code(directory)} is the one that containerd selects now`;
  return { parts, tone: 'plain' };
};

/** @param {ShimChange} change @param {Consequence} consequence @param {Of<Runtime>[]} runtimes @returns {Event} */
const event = (change, consequence, runtimes) => {
  if (!isUpdate(change)) return appearance(change, consequence);
  return isAside(change) ? turnOver(change) : update(change, runtimes);
};

/**
 * What the changes of shim files mean if some of them stay. Files of one name belong together: a new one may hide another.
 * @param {Open} open
 * @returns {Sentence[]}
 */
export const explain = (open) => {
  const updated = new Set([...open.shim].filter(isUpdate).map((change) => entryOf(change).binary));
  return [...updated].flatMap((binary) => {
    const [events, asides] = split(take(open.shim, (change) => entryOf(change).binary === binary));
    return events.map((change) => fileSentence(change, open, event, asides));
  });
};
