/**
 * @import { Handler } from '../../../src/model/inventory/handler.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Of, Part, Tone } from './parts.js'
 */

import { inSentence } from '../../text/words.js';
import { causeOfRuntime } from '../../views/runtimes/cause.js';
import { stateName } from '../runtimes.js';
import { entryOf, handlerName, listed, runtimeName, say, shimPath, tones } from './parts.js';

/**
 * What an event means for the names that lead to a file, and how good that is.
 * @typedef {{ parts: Part[], tone: Tone }} Consequence
 * @typedef {'starts' | 'stops' | 'fails' | 'still' | 'unknown' | 'moved' | 'none'} Turn
 */

/** Why a name does not start, inside a sentence. @param {Runtime | Handler} item */
export const causeIn = (item) => inSentence('name' in item ? causeOfRuntime(item) : stateName(item));

/**
 * What a change means for a name: it starts now, it no longer starts, and so on.
 * @param {Of<Runtime> | Of<Handler>} change
 * @returns {Turn}
 */
export const turnOf = ({ before, after }) => {
  const was = before?.available;
  if (!after) return was === true ? 'stops' : 'none';
  const { available, path, unavailable } = after;
  if (available !== was) return turnTo(available, was);
  if (available === true) return before?.path === path ? 'none' : 'moved';
  return available === null || before?.unavailable?.reason === unavailable?.reason ? 'none' : 'still';
};

/** @param {boolean | null} available @param {boolean | null | undefined} was @returns {Turn} */
const turnTo = (available, was) => {
  if (available === null) return 'unknown';
  if (available) return 'starts';
  return was === true ? 'stops' : 'fails';
};

/** @param {Runtime | Handler} item @returns {Part[]} */
export const nameOf = (item) => ('name' in item ? [runtimeName(item.name)] : handlerName(item.handler));

/** @type {Record<Turn, Tone>} */
export const toneOfTurn = {
  starts: 'good',
  stops: 'bad',
  fails: 'bad',
  still: 'bad',
  unknown: 'warn',
  moved: 'plain',
  none: 'plain',
};

/** How names turned, as a clause. @type {Record<Turn, (names: readonly Part[], isOne: boolean) => Part[]>} */
const clauses = {
  starts: (names, isOne) => say`${names} ${isOne ? 'starts' : 'start'} now`,
  stops: (names, isOne) => say`${names} no longer ${isOne ? 'starts' : 'start'}`,
  fails: (names) => say`${names} cannot start`,
  still: (names, isOne) => say`${names} still ${isOne ? 'does' : 'do'} not start`,
  unknown: (names, isOne) => say`it is not known whether ${names} ${isOne ? 'starts' : 'start'}`,
  moved: (names, isOne) => say`${names} ${isOne ? 'uses' : 'use'}`,
  none: () => [],
};

/** The file that names use now. @param {string | undefined} path @param {string | undefined} at the file that the event is about @returns {Part[]} */
const target = (path, at) => {
  if (path === at) return [' it now'];
  return path === undefined ? [' another file now'] : say` ${shimPath(path)} now`;
};

/**
 * What an event means for names, put together: the names that turned alike share a clause.
 * @param {readonly (Of<Runtime> | Of<Handler>)[]} changes
 * @param {{ causes?: boolean, at?: string }} [given] whether the clauses give causes, and the file that the event is about
 * @returns {Consequence}
 */
export const consequenceOf = (changes, { causes = false, at } = {}) => {
  /** @type {Map<string, { turn: Turn, names: Part[][], cause: string, path: string | undefined }>} */
  const groups = new Map();
  for (const change of changes) {
    const turn = turnOf(change);
    const item = entryOf(/** @type {Of<Runtime | Handler>} */ (change));
    const cause = causes && turn !== 'starts' && turn !== 'moved' && change.after ? causeIn(item) : '';
    const key = `${turn} ${cause} ${turn === 'moved' ? item.path : ''}`;
    const group = groups.get(key) ?? { turn, names: [], cause, path: item.path };
    group.names.push(nameOf(item));
    groups.set(key, group);
  }
  const turned = [...groups.values()].filter(({ turn }) => turn !== 'none');
  const parts = turned.map(({ turn, names, cause, path }) => [
    ...clauses[turn](listed(names), names.length === 1),
    ...(turn === 'moved' ? target(path, at) : []),
    ...(cause === '' ? [] : [`: ${cause}`]),
  ]);
  const tone = tones.find((each) => turned.some(({ turn }) => toneOfTurn[turn] === each)) ?? 'plain';
  return { parts: parts.flatMap((each, index) => (index === 0 ? each : ['; ', ...each])), tone };
};
