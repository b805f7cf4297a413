/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer } from '../../src/model/resolution.ts'
 * @import { ChangeHistory } from '../data/change-history.js'
 * @import { Subject } from '../data/shim-page.js'
 */

import { explain } from '../data/ask.js';
import { historyOf } from '../data/sentences/sentences.js';
import { namesOf, processesOf, subjectAt } from '../data/shim-page.js';
import { keepAges, writeAges } from '../document/ages.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { changeEntry } from '../views/changes.js';
import { shimConclusion } from '../views/shim/conclusion.js';
import { shimIdentity } from '../views/shim/identity.js';
import { nameRow } from '../views/shim/names.js';
import { nothingRuns, shimProcess } from '../views/shim/processes.js';
import { noHistory, noShim, noShimHead, shimHead, shimShell } from '../views/shim/shell.js';
import { Region } from './region.js';
import { story } from './story.js';

/** Each name is a question to the service. */
const mostNames = 12;

/** All that is known of one shim. */
export class ShimRegion extends Region {
  #history;
  #path = '';
  /** What the service says about each name. @type {Map<string, ExplanationAnswer>} */
  #answers = new Map();
  /** What the answers are about, so that nothing is asked twice. */
  #asked = '';
  #asking = new AbortController();

  /**
   * @param {HTMLElement} section
   * @param {ChangeHistory} history
   */
  constructor(section, history) {
    super(section, shimShell);
    this.#history = history;
    keepAges(section);
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    const path = parameters.get('path') ?? '';
    if (path !== this.#path) {
      this.#path = path;
      this.#answers = new Map();
      this.invalidate();
    }
    super.enter(parameters);
  }

  /** @override */
  leave() {
    super.leave();
    this.#asking.abort();
    this.#asked = '';
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    void this.#history.load().then((more) => more && this.invalidate());
    const subject = subjectAt(inventory, this.#path);
    const isSeen = this.#drawHistory(subject !== undefined);
    this.#write('#shim-head', subject ? shimHead(subject, inventory) : noShimHead);
    this.#write('#no-shim', subject ? html`` : noShim(this.#path, isSeen));
    find('#shim-body', this.section).hidden = !subject;
    if (!subject) return;
    this.#write('#shim-conclusion', shimConclusion(subject, inventory, new URL('.', location.href).href));
    writeBlocks(find('#shim-identity', this.section), shimIdentity(subject, inventory));
    this.#drawProcesses(subject, inventory);
    this.#drawNames(subject, inventory);
    void this.#ask(subject, inventory);
  }

  /** @param {boolean} isThere whether there is a file now @returns {boolean} whether something happened to it */
  #drawHistory(isThere) {
    const all = story(this.#history.moments, () => this.invalidate());
    if (!all) return false;
    const events = historyOf(all, this.#path);
    const list = find('#shim-changes', this.section);
    writeBlocks(list, events.map(changeEntry));
    writeAges(list);
    this.#write('#no-shim-history', events.length === 0 ? noHistory : html``);
    find('#shim-history', this.section).hidden = !isThere && events.length === 0;
    return events.length > 0;
  }

  /** @param {Subject} subject @param {Inventory} inventory */
  #drawProcesses(subject, inventory) {
    const processes = processesOf(subject, inventory);
    const list = find('#shim-processes', this.section);
    writeBlocks(
      list,
      processes.map((process) => ({ key: String(process.pid), markup: shimProcess(process) })),
    );
    list.hidden = processes.length === 0;
    this.#write('#nothing-runs', processes.length === 0 ? nothingRuns(inventory) : html``);
  }

  /** @param {Subject} subject @param {Inventory} inventory */
  #drawNames(subject, inventory) {
    const names = namesOf(subject, inventory);
    const shown = names.slice(0, mostNames);
    writeBlocks(
      find('#shim-names', this.section),
      shown.map((name) => ({ key: name, markup: nameRow(name, this.#answers.get(name), subject) })),
    );
    const rest = names.length - shown.length;
    this.#write('#more-names', rest > 0 ? html`and ${rest} more` : html``);
  }

  /** Asks about the names once for each inventory; the answers of the one before stay until then. @param {Subject} subject @param {Inventory} inventory */
  async #ask(subject, inventory) {
    const question = `${inventory.revision} ${subject.path}`;
    if (question === this.#asked) return;
    this.#asked = question;
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const names = namesOf(subject, inventory).slice(0, mostNames);
      const found = await Promise.all(names.map((name) => explain(name, signal)));
      if (signal.aborted) return;
      this.#answers = new Map(found.map((answer) => [answer.text, answer]));
      this.#drawNames(subject, inventory);
    } catch {
      // The connection is lost, which the page says above; the next change asks again.
      if (!signal.aborted) this.#asked = '';
    }
  }

  /** @param {string} selector @param {import('../document/html.js').Html} markup */
  #write(selector, markup) {
    write(find(selector, this.section), markup);
  }
}
