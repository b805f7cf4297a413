/** @import { ChangeHistory } from '../data/change-history.js' */

import { loadAllWords } from '../data/sentences/sentences.js';
import { keepAges, writeAges } from '../document/ages.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { changeEntry, changesShell, noChanges, openedMark } from '../views/changes.js';
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
    const { moments, opened } = this.#history;
    const events = story(moments, this);
    if (!events) return;
    const recent = events.filter(({ moment }) => !this.#history.isOld(moment)).map(changeEntry);
    const old = events.filter(({ moment }) => this.#history.isOld(moment)).map(changeEntry);
    const mark = { key: 'opened', markup: openedMark(opened) };
    const list = find('#change-list', this.section);
    writeBlocks(list, events.length === 0 ? [] : [...recent, mark, ...old]);
    writeAges(list);
    write(find('#no-changes', this.section), events.length === 0 ? noChanges : html``);
  }
}
