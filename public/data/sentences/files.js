/**
 * @import { ShimFile } from '../../../src/model/inventory/shim-file.ts'
 * @import { Of, Part } from './parts.js'
 */

import { code, say } from './parts.js';

/** @param {ShimFile} file */
const canExecute = ({ mode }) => (Number.parseInt(mode, 8) & 0o111) !== 0;

/** @param {ShimFile | undefined} before @param {ShimFile | undefined} after */
export const lostExecution = (before, after) =>
  before !== undefined && after !== undefined && canExecute(before) && !canExecute(after);

/** @param {ShimFile} file */
const digest = ({ sha256 }) => code(sha256 ? `sha256 ${sha256.slice(0, 8)}` : 'unknown', sha256);

/** What differs between two contents of a file, after "was replaced". @param {ShimFile} before @param {ShimFile} after @returns {Part[]} */
const difference = (before, after) => {
  if (before.version !== after.version)
    return say`: ${before.version ?? 'unknown version'} → ${after.version ?? 'unknown version'}`;
  if (after.version !== undefined) return say` by another build of ${after.version}`;
  return say`: ${digest(before)} → ${digest(after)}`;
};

/** @param {ShimFile} before @param {ShimFile} after */
const hasOtherContent = (before, after) => before.sha256 !== after.sha256 || before.size !== after.size;

/** What happened to the metadata of a file whose content is the same. @param {ShimFile} before @param {ShimFile} after @returns {Part[]} */
const metadata = (before, after) => {
  const owners = [before, after].map(({ uid, gid }) => `${uid}:${gid}`);
  if (owners[0] !== owners[1]) return say`has another owner: ${owners[0] ?? ''} → ${owners[1] ?? ''}`;
  if (before.mode !== after.mode) return say`has other permissions: ${code(before.mode)} → ${code(after.mode)}`;
  const [old, now] = [before.package, after.package];
  if (!now && old) return say`does not belong to package ${old.name} any more`;
  if (now && (old?.name !== now.name || old.version !== now.version))
    return say`belongs to package ${now.name} ${now.version} now`;
  if (now?.verified === false && old?.verified !== false) return say`differs from its package ${now.name} now`;
  return say`was written again with the same content`;
};

/**
 * What happened to a file, as the end of a sentence: "was replaced: 1.7.24 → 2.0.1". While the new content is not read, it
 * says only that the file was written.
 * @param {Of<{ file?: ShimFile | undefined }>} change
 * @returns {Part[]} empty if nothing is known to have happened
 */
export const fileEvent = ({ before, after, isRewritten }) => {
  const [old, now] = [before?.file, after?.file];
  if (old && now) {
    if (hasOtherContent(old, now)) return say`was replaced${difference(old, now)}`;
    return isRewritten || JSON.stringify(old) !== JSON.stringify(now) ? metadata(old, now) : [];
  }
  return old ? say`was written` : [];
};

/** Whether a file has another content than before. @param {ShimFile | undefined} before @param {ShimFile | undefined} after */
export const isReplaced = (before, after) =>
  before !== undefined && after !== undefined && hasOtherContent(before, after);
