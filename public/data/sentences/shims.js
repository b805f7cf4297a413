/**
 * @import { Place } from '../../../src/model/inventory/search-path.ts'
 * @import { Shim } from '../../../src/model/inventory/shim.ts'
 * @import { Handler } from '../../../src/model/inventory/handler.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Consequence } from './consequences.js'
 * @import { Of, Open, Part, Sentence, Tone } from './parts.js'
 */

import { words } from '../../text/words.js';
import { consequenceOf } from './consequences.js';
import { changedFields, code, entryOf, origin, say, sentenceOf, shimName, shimPath, take } from './parts.js';

/** @typedef {Of<Shim>} ShimChange */

/**
 * What happened to a file, after its name; `isWhole` if it says what follows from it.
 * @typedef {{ parts: Part[], tone: Tone, isWhole?: boolean }} Event
 */

/** Reasons that a name gives, which a file cannot change. @type {Record<string, string>} */
const reasons = {
  'dot-in-name': 'a dot in its name',
  'no-version-part': 'no version in its name',
  'not-utf8': 'its name is not UTF-8',
  'policy-denied': 'blocked by policy',
  '': 'unusable',
};

/** Why a file does not work, in a few words. @param {string | undefined} reason */
export const why = (reason = '') => reasons[reason] ?? words(reason);

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

/** What happened to a file that is new or gone. @param {ShimChange} change @param {Consequence} consequence @returns {Event} */
export const appearance = (change, consequence) =>
  change.action === 'create'
    ? creation(change, consequence)
    : { parts: say`was removed from ${code(entryOf(change).directory)}`, tone: 'plain' };

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

/** Processes that run the content that a file had before. @param {Open} open @param {string} path @returns {Part[]} */
const oldProcesses = ({ process }, path) => {
  const old = take(
    process,
    ({ before, after }) => after?.path === path && before?.state === 'current' && after.state !== 'current',
  );
  if (old.length === 0) return [];
  return say`; ${String(old.length)} ${old.length === 1 ? 'process runs' : 'processes run'} the old file`;
};

/** Whether a place changed only because files appeared in it or disappeared. @param {Of<Place>} change */
const isOfFiles = ({ action, before, after }) =>
  action === 'update' && changedFields(before, after).every((field) => ['shims', 'state', 'realPath'].includes(field));

/**
 * What the change of a file means.
 * @param {ShimChange} change
 * @param {Open} open
 * @param {(change: ShimChange, consequence: Consequence, runtimes: Of<Runtime>[]) => Event} tell what happened to the file
 * @param {ShimChange[]} asides other files that it hides, or does not hide any more
 * @returns {Sentence}
 */
export const fileSentence = (change, open, tell, asides = []) => {
  const { path, binary, directory, shadowedBy } = entryOf(change);
  const fits = leadsTo(path, binary);
  const runtimes = take(open.runtime, fits);
  const names = [...runtimes, ...take(open.handler, fits)];
  const consequence = consequenceOf(names, { at: path });
  const { parts, tone, isWhole } = tell(change, consequence, runtimes);
  const paths = [path, ...asides.map(({ key }) => key)];
  const subjects = new Set([...paths, ...names.map(({ key }) => key)]);
  const findings = take(open.finding, (each) => subjects.has(entryOf(each).subject));
  // The list of the files of a directory changes with them.
  take(open.place, (each) => each.after?.directory === directory && isOfFiles(each));
  const meaning = consequence.parts.length > 0 && !isWhole ? say`: ${consequence.parts}` : [];
  return sentenceOf(
    consequence.tone === 'plain' ? tone : consequence.tone,
    say`${shimName(path)} ${parts}${meaning}${asideClauses(asides, path)}${oldProcesses(open, path)}`,
    { findings, about: [...paths, shadowedBy] },
  );
};

/**
 * What the changes of shim files mean that were installed or removed.
 * @param {Open} open
 * @returns {Sentence[]}
 */
export const explain = (open) => take(open.shim, () => true).map((change) => fileSentence(change, open, appearance));
