/**
 * @import { Moment } from '../data/change-history.js'
 * @import { Region } from './region.js'
 */

import { historyOf } from '../data/sentences/sentences.js';
import { writeAges } from '../document/ages.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { changeEntry } from '../views/changes.js';
import { noHistory } from '../views/shim/shell.js';
import { story } from './story.js';

/**
 * Draws what happened to a shim.
 * @param {Region} region
 * @param {readonly Moment[]} moments the newest first
 * @param {string} path
 * @param {boolean} isThere whether there is a file now
 * @returns {boolean} whether something happened to it
 */
export const drawHistory = (region, moments, path, isThere) => {
  const all = story(moments, region);
  if (!all) return false;
  const { section } = region;
  const events = historyOf(all, path);
  const list = find('#shim-changes', section);
  writeBlocks(list, events.map(changeEntry));
  writeAges(list);
  write(find('#no-shim-history', section), events.length === 0 ? noHistory : html``);
  find('#shim-history', section).hidden = !isThere && events.length === 0;
  return events.length > 0;
};
