/**
 * @import { Change } from '../../../src/model/inventory/change.ts'
 * @import { Moment } from '../change-history.js'
 * @import { Settled } from '../learned.js'
 */

/** Programs that install a file write it in steps: they make it, write into it, rename it, and change its mode. */
const burstMs = 500;

/** @param {Change} change */
const idOf = ({ kind, key }) => `${kind} ${key}`;

/**
 * Two changes of one entry as one; undefined if together they change nothing.
 * @param {Settled} first
 * @param {Settled} second
 * @returns {Settled | undefined}
 */
const compose = (first, second) => {
  const { before } = first;
  const { after } = second;
  const { kind, key } = first;
  if (before === undefined) return after && { kind, key, action: 'create', after };
  if (after === undefined) return { kind, key, action: 'destroy', before };
  const update = /** @type {const} */ ({ kind, key, action: 'update', before, after });
  if (first.isRewritten || second.isRewritten || first.action === 'destroy') return { ...update, isRewritten: true };
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : update;
};

/** @param {readonly Settled[]} earlier @param {readonly Settled[]} later */
const both = (earlier, later) => {
  const changes = new Map(earlier.map((change) => [idOf(change), change]));
  for (const change of later) {
    const id = idOf(change);
    const first = changes.get(id);
    const one = first ? compose(first, change) : change;
    if (one) changes.set(id, one);
    else changes.delete(id);
  }
  return [...changes.values()];
};

/** @param {Moment} earlier @param {Moment} later */
const isOneBurst = (earlier, later) =>
  earlier.start === later.start &&
  !earlier.missed &&
  !later.missed &&
  Date.parse(later.time) - Date.parse(earlier.time) <= burstMs;

/**
 * Puts moments together that follow each other at once, so that one install is one event. It has the time and the identity of the
 * first.
 * @template {Moment & { changes: readonly Settled[] }} T
 * @param {readonly T[]} moments the newest first
 * @returns {T[]}
 */
export const joinBursts = (moments) => {
  /** @type {T[]} */
  const joined = [];
  for (const moment of moments.toReversed()) {
    const first = joined.at(-1);
    if (!first || !isOneBurst(first, moment)) {
      joined.push(moment);
      continue;
    }
    const { changes, defaultRuntime = first.defaultRuntime } = moment;
    joined[joined.length - 1] = { ...first, defaultRuntime, changes: both(first.changes, changes) };
  }
  return joined.reverse();
};
