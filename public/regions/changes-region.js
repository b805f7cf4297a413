/** @import { ChangeHistory, Moment } from '../data/change-history.js' */

import { keyOfMoment } from '../data/change-history.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { changeEntry, changesShell, noChanges, openedMark } from '../views/changes.js';
import { Region } from './region.js';

/** @param {Moment} moment */
const block = (moment) => ({ key: keyOfMoment(moment), markup: changeEntry(moment) });

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
  }

  /** @override */
  draw() {
    void this.#history.load().then((more) => more && this.invalidate());
    const { moments, opened } = this.#history;
    const recent = moments.filter((moment) => !this.#history.isOld(moment)).map(block);
    const old = moments.filter((moment) => this.#history.isOld(moment)).map(block);
    const mark = { key: 'opened', markup: openedMark(opened) };
    writeBlocks(find('#change-list', this.section), moments.length === 0 ? [] : [...recent, mark, ...old]);
    write(find('#no-changes', this.section), moments.length === 0 ? noChanges : html``);
  }
}
