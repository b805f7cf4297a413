/**
 * @import { Change } from '../../../src/model/inventory/change.ts'
 * @import { Moment } from '../change-history.js'
 */

/**
 * A change with all that is known of its file. `isRewritten` means that shimdex had to read the file again.
 * @typedef {Change & { isRewritten?: true }} Settled
 */

/**
 * What shimdex reads in the background, so that it is absent for a moment: what a file is, and the version of its runtimes.
 */
const learnable = ['file', 'version'];

/**
 * Whether nothing changed on the host: shimdex only finished reading what a file is, which it does in the background.
 * @param {Change} change
 */
export const onlyLearned = ({ action, before, after }) => {
  /** @type {Record<'old' | 'now', Record<string, unknown>>} */
  const { old, now } = { old: { ...before }, now: { ...after } };
  const learned = learnable.filter((field) => now[field] !== undefined && old[field] === undefined);
  const rest = Object.entries(now).filter(([field]) => !learned.includes(field));
  return action === 'update' && learned.length > 0 && JSON.stringify(Object.fromEntries(rest)) === JSON.stringify(old);
};

/** @param {Change} change */
const idOf = ({ kind, key }) => `${kind} ${key}`;

/** @param {Change['after']} entry @returns {Change['after']} */
const withFile = (entry, /** @type {unknown} */ file) =>
  entry && !('file' in entry) && file !== undefined ? /** @type {Change['after']} */ ({ ...entry, file }) : entry;

/** @param {Change['after']} entry */
const fileOf = (entry) => (entry && 'file' in entry ? entry.file : undefined);

/** @param {Change} change @param {unknown} file what was learned of it later @returns {Settled} */
const settleOne = (change, file) => {
  const after = withFile(change.after, file);
  if (after === undefined || after === change.after) return change;
  return { ...change, after, ...(change.action === 'update' ? { isRewritten: true } : {}) };
};

/**
 * Puts what shimdex learned of a file a moment later into the change itself, and leaves out what it only learned. A
 * changed file has what it was and what it is, as far as both are known.
 * @template {{ changes: readonly Change[] }} T
 * @param {readonly T[]} moments the newest first
 * @returns {(Omit<T, 'changes'> & { changes: Settled[] })[]} the newest first
 */
export const settle = (moments) => {
  /** What was learned after the moment that is looked at. @type {Map<string, unknown>} */
  const later = new Map();
  const settled = moments.map((moment) => ({
    ...moment,
    changes: moment.changes.flatMap((change) => {
      const id = idOf(change);
      if (onlyLearned(change)) {
        later.set(id, fileOf(change.after));
        return [];
      }
      const file = later.get(id);
      later.delete(id);
      return [settleOne(change, file)];
    }),
  }));
  return withEarlier(settled);
};

/**
 * A file that is written twice before it is read: the second change has what the file was before the first.
 * @template {{ changes: Settled[] }} T
 * @param {readonly T[]} moments the newest first
 * @returns {T[]}
 */
const withEarlier = (moments) => {
  /** @type {Map<string, unknown>} */
  const known = new Map();
  return moments
    .toReversed()
    .map((moment) => ({
      ...moment,
      changes: moment.changes.map((change) => {
        const id = idOf(change);
        const before = change.before && withFile(change.before, known.get(id));
        known.set(id, change.after && (fileOf(change.after) ?? fileOf(before)));
        return before === change.before ? change : { ...change, before };
      }),
    }))
    .toReversed();
};

/** Programs that install a file write it in steps: they make it, write into it, rename it, and change its mode. */
const burstMs = 500;

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
