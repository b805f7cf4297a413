/** @import { Change } from '../../src/model/inventory/change.ts' */

/**
 * What shimdex reads in the background, so that it is absent for a moment: what a file is, and the version of its runtimes.
 */
const learnable = ['file', 'version'];

/** @param {unknown} entry @returns {Record<string, unknown>} */
const fieldsOf = (entry) => ({ ...Object(entry) });

/** @param {unknown} entry */
const withoutLearned = (entry) =>
  JSON.stringify({ ...fieldsOf(entry), ...Object.fromEntries(learnable.map((field) => [field, undefined])) });

/**
 * Whether nothing changed on the host: shimdex only finished reading what a file is, which it does in the background.
 * @param {Change} change
 */
export const onlyLearned = ({ action, before, after }) => {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const learned = learnable.filter((field) => now[field] !== undefined && old[field] === undefined);
  const differs = learnable.some((field) => !learned.includes(field) && old[field] !== now[field]);
  return action === 'update' && learned.length > 0 && !differs && withoutLearned(before) === withoutLearned(after);
};

/**
 * A change with all that is known of its file. `isRewritten` means that shimdex had to read the file again.
 * @typedef {Change & { isRewritten?: true }} Settled
 */

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
