/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ResolutionAnswer } from '../../src/model/resolution.ts'
 */

import { askClients } from '../data/ask.js';
import { find, write } from '../document/dom.js';
import { resolveAddress } from '../page/router.js';
import { clients, noAnswer, resolutions, resolveShell, spokenVerdict, suggestions } from '../views/resolve.js';
import { Region } from './region.js';

const typingPauseMs = 60;
const addressPauseMs = 250;

/** Explains how a name is resolved, as the reader types and again whenever the host changes. */
export class ResolveRegion extends Region {
  #input;
  #output;
  #announce;
  #name = '';
  #spoken = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #askTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #addressTimer;

  /**
   * @param {HTMLElement} section
   * @param {(text: string) => void} announce
   */
  constructor(section, announce) {
    super(section, resolveShell);
    this.#announce = announce;
    this.#input = /** @type {HTMLInputElement} */ (find('#name', section));
    this.#output = find('#resolutions', section);
    this.#input.addEventListener('input', () => this.#type());
  }

  #type() {
    this.#name = this.#input.value;
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => this.redraw(), typingPauseMs);
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => {
      if (!this.section.hidden)
        history.replaceState(null, '', this.#name === '' ? '#/resolve' : resolveAddress(this.#name));
    }, addressPauseMs);
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    this.#name = parameters.get('name') ?? '';
    if (this.#input.value !== this.#name) this.#input.value = this.#name;
    super.enter(parameters);
    this.redraw();
    // On a phone, the focus would open a keyboard over the answer.
    if (this.#name === '' && matchMedia('(pointer: fine)').matches) this.#input.focus({ preventScroll: true });
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    if (this.#name === '') write(this.#output, suggestions(inventory));
    else void this.#ask();
  }

  async #ask() {
    try {
      const answers = await askClients(this.#name, clients);
      if (!answers) return;
      write(this.#output, resolutions(answers));
      this.#speak(answers);
    } catch (error) {
      write(this.#output, noAnswer(error));
    }
  }

  /** @param {readonly ResolutionAnswer[]} answers */
  #speak(answers) {
    const verdict = `${this.#name}. ${spokenVerdict(answers)}`;
    if (verdict === this.#spoken) return;
    this.#spoken = verdict;
    this.#announce(verdict);
  }
}
