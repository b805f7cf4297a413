/**
 * @import { Moment } from '../data/change-history.js'
 * @import { HostEvent } from '../data/sentences/parts.js'
 * @import { Region } from './region.js'
 */

import { loadWords, storyOf } from '../data/sentences/sentences.js';

/**
 * What happened on the host. The words for it are loaded when they are needed first, one kind after the other.
 * @param {readonly Moment[]} moments the newest first
 * @param {Region} region is drawn again when more can be said
 * @returns {readonly HostEvent[] | undefined} undefined until all of it can be said
 */
export const story = (moments, region) => {
  const { events, missing } = storyOf(moments);
  const [next] = missing;
  if (!next) return events;
  loadWords(next).then(
    () => region.invalidate(),
    () => region.fail(),
  );
  return undefined;
};
