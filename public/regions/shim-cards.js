/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer } from '../../src/model/resolution.ts'
 * @import { Html } from '../document/html.js'
 * @import { Subject } from '../data/shim-page.js'
 */

import { explain } from '../data/ask.js';
import { namesOf, processesOf } from '../data/shim-page.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { cardsShell } from '../views/shim/cards.js';
import { shimIdentity } from '../views/shim/identity.js';
import { nameRow } from '../views/shim/names.js';
import { moreProcesses, nothingRuns, shimProcess } from '../views/shim/processes.js';

/** Each name is a question to the service. */
const mostNames = 12;
/** Running has all of them. */
const mostProcesses = 12;

/** The cards of a shim: its names, what runs from it, and what it is. */
export class ShimCards {
  #section;
  #path = '';
  /** What the service says about each name. @type {Map<string, ExplanationAnswer>} */
  #answers = new Map();
  /** What the answers are about, so that nothing is asked twice. */
  #asked = '';
  #asking = new AbortController();

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
    this.#write('#shim-cards', cardsShell);
  }

  /** Asks for nothing any more. */
  leave() {
    this.#asking.abort();
    this.#asked = '';
  }

  /** @param {Subject} subject @param {Inventory} inventory */
  draw(subject, inventory) {
    if (subject.path !== this.#path) this.#answers = new Map();
    this.#path = subject.path;
    writeBlocks(find('#shim-identity', this.#section), shimIdentity(subject, inventory));
    this.#drawProcesses(subject, inventory);
    this.#drawNames(subject, inventory);
    void this.#ask(subject, inventory);
  }

  /** @param {Subject} subject @param {Inventory} inventory */
  #drawProcesses(subject, inventory) {
    const processes = processesOf(subject, inventory);
    const list = find('#shim-processes', this.#section);
    const rest = processes.length - mostProcesses;
    const more = rest > 0 ? [{ key: 'more', markup: moreProcesses(rest, processes[0]?.path ?? subject.path) }] : [];
    const shown = processes.slice(0, mostProcesses);
    writeBlocks(list, [
      ...shown.map((process) => ({ key: String(process.pid), markup: shimProcess(process) })),
      ...more,
    ]);
    list.hidden = processes.length === 0;
    this.#write('#nothing-runs', processes.length === 0 ? nothingRuns(inventory) : html``);
  }

  /** @param {Subject} subject @param {Inventory} inventory */
  #drawNames(subject, inventory) {
    const names = namesOf(subject, inventory);
    const shown = names.slice(0, mostNames);
    writeBlocks(
      find('#shim-names', this.#section),
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

  /** @param {string} selector @param {Html} markup */
  #write(selector, markup) {
    write(find(selector, this.#section), markup);
  }
}
