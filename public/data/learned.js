/** @import { Change } from '../../src/model/inventory/change.ts' */

/** @param {unknown} entry */
const withoutFile = (entry) => JSON.stringify({ ...Object(entry), file: undefined });

/**
 * Whether nothing changed on the host: shimdex only finished reading what a file is, which it does in the background.
 * @param {Change} change
 */
export const onlyLearned = ({ action, before, after }) =>
  action === 'update' &&
  after !== undefined &&
  'file' in after &&
  typeof after.file === 'object' &&
  (before === undefined || !('file' in before)) &&
  withoutFile(before) === withoutFile(after);
