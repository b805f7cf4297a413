/**
 * @import { ChangeHistory, Moment } from '../data/change-history.js'
 * @import { Block } from '../document/dom.js'
 */

import { loadAllWords } from '../data/sentences/sentences.js';
import { keepAges, writeAges } from '../document/ages.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { changeEntry, changesShell, noChanges, openedMark, restartedMark } from '../views/changes.js';
import { Region } from './region.js';
import { story } from './story.js';

/** The changes on this host: those before the page was opened, and those since. */
export class ChangesRegion extends Region {
  #history;

  /**
   * @param {HTMLElement} section
   * @param {ChangeHistory} history
   */
  constructor(section, history) {
    super(section, changesShell);
    this.#history = history;
    keepAges(section);
  }

  /** @override */
  async prepare() {
    await loadAllWords();
  }

  /** @override */
  draw() {
    void this.#history.load().then((more) => more && this.invalidate());
    const events = story(this.#history.moments, this);
    if (!events) return;
    const marks = this.#marks();
    const blocks = events.flatMap((event) => {
      const passed = marks.splice(0, marks.findLastIndex((mark) => mark.isAfter(event.moment)) + 1);
      return [...passed.map(({ block }) => block), changeEntry(event)];
    });
    const all = events.length === 0 ? [] : [...blocks, ...marks.map(({ block }) => block)];
    const list = find('#change-list', this.section);
    writeBlocks(list, all);
    writeAges(list);
    write(find('#no-changes', this.section), events.length === 0 ? noChanges : html``);
  }

  /**
   * Lines between the changes, the newest first: restarts of the service, and when the page was opened.
   * @returns {{ isAfter: (moment: Moment) => boolean, block: Block }[]}
   */
  #marks() {
    const { opened, restarts } = this.#history;
    const restarted = restarts.map((seen, index) => ({
      isAfter: (/** @type {Moment} */ { start }) => start <= index,
      block: { key: `restarted ${index}`, markup: restartedMark(seen) },
    }));
    return [
      ...restarted.reverse(),
      {
        isAfter: (/** @type {Moment} */ moment) => this.#history.isOld(moment),
        block: { key: 'opened', markup: openedMark(opened) },
      },
    ];
  }
}
