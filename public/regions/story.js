/** @import { Moment } from '../data/change-history.js' */

import { loadWords, storyOf } from '../data/sentences/sentences.js';

/**
 * What happened on the host. The words for it are loaded when they are needed first, one kind after the other.
 * @param {readonly Moment[]} moments the newest first
 * @param {() => void} ready is called when more can be said
 * @returns {ReturnType<typeof storyOf>['events'] | undefined} undefined until all of it can be said
 */
export const story = (moments, ready) => {
  const { events, missing } = storyOf(moments);
  const [next] = missing;
  if (!next) return events;
  // Without the service it does not load; the next change tries again.
  loadWords(next).then(ready, () => undefined);
  return undefined;
};
