/**
 * @import { Shim } from '../../../src/model/inventory/shim.ts'
 * @import { Handler } from '../../../src/model/inventory/handler.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Consequence } from './consequences.js'
 * @import { Of, Open, Part, Sentence, Tone } from './parts.js'
 */

import { counted, words } from '../../text/words.js';
import { consequenceOf } from './consequences.js';
import { fileEvent, isReplaced, lostExecution, origin } from './files.js';
import { changedFields, code, entryOf, say, sentenceOf, shimName, shimPath, take } from './parts.js';

/** @typedef {Of<Shim>} ShimChange */

/**
 * What happened to a file, after its name; `isWhole` if it says what follows from it.
 * @typedef {{ parts: Part[], tone: Tone, isWhole?: boolean }} Event
 */

/** Whether containerd could start this file if it found it. @param {Shim | undefined} shim */
const works = (shim) => shim !== undefined && shim.state !== 'unusable' && (!shim.reason || shim.state === 'shadowed');

/** Whether a file only became hidden or is not hidden any more, because another file changed. @param {ShimChange} change */
const isAside = (change) =>
  change.action === 'update' &&
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
  'interpreter-missing': 'has its interpreter now',
  'library-missing': 'has all its libraries now',
  'policy-denied': 'is not blocked by policy any more',
};

/** Reasons that a name gives, which a file cannot change. @type {Record<string, string>} */
const reasons = {
  'dot-in-name': 'a dot in its name',
  'no-version-part': 'no version in its name',
  'not-utf8': 'its name is not UTF-8',
  'policy-denied': 'blocked by policy',
  '': 'unusable',
};

/** @param {string | undefined} reason */
const why = (reason = '') => reasons[reason] ?? words(reason);

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

/** Why a new file changes nothing. @param {Shim} shim @param {Consequence} consequence @returns {Part[]} */
const ofNoUse = ({ state, reason, shadowedBy }, { parts }) => {
  if (shadowedBy) return say`, but containerd finds ${shimPath(shadowedBy)} first`;
  if (state !== 'unusable' && !reason) return [];
  if (parts.length > 0) return say`, but ${parts}: ${why(reason)}`;
  return say`, but ${state === 'unusable' ? 'containerd skips it' : 'cannot start'}: ${why(reason)}`;
};

/** @param {ShimChange} change @param {Consequence} consequence @returns {Event} */
const creation = (change, consequence) => {
  const shim = entryOf(change);
  const { directory, realPath, file, shadowedBy } = shim;
  const target = realPath ? say`, a symlink to ${code(realPath)}` : [];
  const useless = ofNoUse(shim, consequence);
  return {
    parts: say`was installed in ${code(directory)}${origin(file)}${target}${useless}`,
    tone: useless.length > 0 && !shadowedBy ? 'bad' : 'plain',
    isWhole: useless.length > 0,
  };
};

/** What happened to a file, after its name. @param {ShimChange} change @param {Of<Runtime>[]} runtimes @param {Consequence} consequence @returns {Event} */
const event = (change, runtimes, consequence) => {
  if (change.action === 'create') return creation(change, consequence);
  if (change.action === 'destroy')
    return { parts: say`was removed from ${code(entryOf(change).directory)}`, tone: 'plain' };
  return update(change, runtimes);
};

/** The files that became hidden, or are not hidden any more. @param {ShimChange[]} asides @param {string} cause @returns {Part[]} */
const asideClauses = (asides, cause) =>
  asides.flatMap((aside) => {
    const { path, state, shadowedBy } = entryOf(aside);
    if (state !== 'shadowed') return [];
    return shadowedBy === cause ? say`; it hides ${shimPath(path)}` : [];
  });

/** Whether a change of a name comes from a file. @param {string} path @param {string} binary */
const leadsTo = (path, binary) => (/** @type {Of<Runtime> | Of<Handler>} */ change) => {
  const { before, after, action } = change;
  const isProgram = [before, after].some((item) => /^(?:oci-runtime|not-an-oci)/.test(item?.unavailable?.reason ?? ''));
  if (isProgram || (action !== 'update' && entryOf(/** @type {Of<Runtime | Handler>} */ (change)).definedIn))
    return false;
  return [before, after].some(
    (item) => item && (item.path === path || ('binary' in item && item.path === undefined && item.binary === binary)),
  );
};

/** @param {ShimChange[]} group @returns {[ShimChange[], ShimChange[]]} */
const split = (group) => {
  const asides = group.filter(isAside);
  return asides.length === group.length ? [group, []] : [group.filter((change) => !isAside(change)), asides];
};

/** Processes that run the content that a file had before. @param {Open} open @param {string} path @returns {Part[]} */
const oldProcesses = ({ process }, path) => {
  const old = take(
    process,
    ({ before, after }) => after?.path === path && before?.state === 'current' && after.state !== 'current',
  );
  const one = old.length === 1;
  return old.length === 0
    ? []
    : say`; ${counted(old.length, 'process').replace(/ss(s)$/, 'sses')} ${one ? 'runs' : 'run'} the old file`;
};

/** @param {ShimChange} change @param {ShimChange[]} asides @param {Open} open @returns {Sentence} */
const sentence = (change, asides, open) => {
  const { path, binary } = entryOf(change);
  const fits = leadsTo(path, binary);
  const runtimes = take(open.runtime, fits);
  const handlers = take(open.handler, fits);
  const consequence = consequenceOf([...runtimes, ...handlers], { at: path });
  const { parts, tone, isWhole } = isAside(change) ? turnOver(change) : event(change, runtimes, consequence);
  const subjects = new Set([
    path,
    ...asides.map(({ key }) => key),
    ...runtimes.map(({ key }) => key),
    ...handlers.map(({ key }) => key),
  ]);
  const findings = take(open.finding, (each) => subjects.has(entryOf(each).subject));
  const meaning = consequence.parts.length > 0 && !isWhole ? say`: ${consequence.parts}` : [];
  return sentenceOf(
    consequence.tone === 'plain' ? tone : consequence.tone,
    say`${shimName(path)} ${parts}${meaning}${asideClauses(asides, path)}${oldProcesses(open, path)}`,
    { findings, about: [path, ...asides.map(({ key }) => key), entryOf(change).shadowedBy] },
  );
};

/** A file that is selected or hidden since the order of the search path changed. @param {ShimChange} change @returns {Event} */
const turnOver = (change) => {
  const { shadowedBy, directory } = entryOf(change);
  const parts = shadowedBy
    ? say`in ${code(directory)} is hidden by ${shimPath(shadowedBy)} now`
    : say`in ${code(directory)} is the one that containerd selects now`;
  return { parts, tone: 'plain' };
};

/**
 * What the changes of shim files mean. Files of one name belong together: a new one may hide another.
 * @param {Open} open
 * @returns {Sentence[]}
 */
export const shimSentences = (open) => {
  /** @type {Map<string, ShimChange[]>} */
  const groups = new Map();
  for (const change of take(open.shim, () => true)) {
    const { binary } = entryOf(change);
    groups.set(binary, [...(groups.get(binary) ?? []), change]);
  }
  return [...groups.values()].flatMap((group) => {
    const [events, asides] = split(group);
    return events.map((change) => sentence(change, asides, open));
  });
};
