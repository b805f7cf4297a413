/**
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 * @import { Arrangement } from './arrangement.js'
 */

import { words } from '../text/words.js';

/**
 * What containerd does with a file: a state, and the same in a few words.
 * @typedef {{ state: 'effective' | 'failing' | 'shadowed' | 'unusable', text: string }} ShimVerdict
 */

/** Reasons that do not depend on what is in a file. @type {Partial<Record<string, string>>} */
const ignoredReasons = {
  'dot-in-name': 'ignored: dot in file name',
  'no-version-part': 'ignored: no version',
  'policy-denied': 'blocked by policy',
  'not-utf8': 'name is not UTF-8',
};

/** Why a hidden file is hidden, by the number of the place of the other file. @param {string} winner @param {Arrangement} arrangement */
const hiddenBy = (winner, { numbers, byPlace }) => {
  const directory = winner.slice(0, winner.lastIndexOf('/')) || '/';
  const number = numbers.get(directory);
  const fails = byPlace.get(directory)?.find(({ path }) => path === winner)?.reason !== undefined;
  return `${number === undefined ? 'hidden' : `hidden by ${number}`}${fails ? ', which fails' : ''}`;
};

/**
 * The verdict about a file, which every section shows.
 * @param {Shim} shim
 * @param {Arrangement} arrangement
 * @returns {ShimVerdict}
 */
export const verdictOf = ({ state, reason, shadowedBy }, arrangement) => {
  if (state === 'effective')
    return reason ? { state: 'failing', text: `selected, fails: ${words(reason)}` } : { state, text: 'selected' };
  if (shadowedBy !== undefined) return { state, text: hiddenBy(shadowedBy, arrangement) };
  return { state, text: ignoredReasons[reason ?? ''] ?? words(reason ?? state) };
};
