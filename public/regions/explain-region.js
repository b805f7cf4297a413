/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer, Resolution } from '../../src/model/resolution.ts'
 */

import { askAbout } from '../data/ask.js';
import { find, keepingFocus, write } from '../document/dom.js';
import { loadStyles } from '../document/later-styles.js';
import { resolveAddress, setAddress } from '../page/router.js';
import { explainShell, explanationView, noAnswer } from '../views/explain/answer.js';
import { offeredNames, suggestions } from '../views/explain/names.js';
import { spokenVerdict } from '../views/explain/texts.js';
import { Region } from './region.js';

const typingPauseMs = 60;
const addressPauseMs = 250;

/** Explains the name in a text, as the reader types and again whenever the host changes. */
export class ExplainRegion extends Region {
  #input;
  #output;
  #announce;
  /** Is loaded with the first answer. @type {typeof import('./trace.js').drawTrace | undefined} */
  #drawTrace;
  #text = '';
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
    super(section, explainShell);
    this.#announce = announce;
    this.#input = /** @type {HTMLInputElement} */ (find('#name', section));
    this.#output = find('#explanation', section);
    this.#input.addEventListener('input', () => this.#type());
  }

  #type() {
    this.#text = this.#input.value;
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => this.redraw(), typingPauseMs);
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => {
      setAddress(this.#text === '' ? '#/explain' : resolveAddress(this.#text));
    }, addressPauseMs);
  }

  /**
   * Asks once, whether the region was visible or not.
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    this.#text = parameters.get('name') ?? '';
    if (this.#input.value !== this.#text) this.#input.value = this.#text;
    this.invalidate();
    super.enter(parameters);
    // On a phone, the focus would open a keyboard over the answer.
    if (this.#text === '' && matchMedia('(pointer: fine)').matches) this.#input.focus({ preventScroll: true });
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    write(find('#offered-names', this.section), offeredNames(inventory));
    if (this.#text === '') write(this.#output, suggestions(inventory));
    else void this.#ask(inventory);
  }

  /** @override */
  async prepare() {
    const [{ drawTrace }] = await Promise.all([import('./trace.js'), loadStyles('trace')]);
    this.#drawTrace = drawTrace;
  }

  /** @param {Inventory} inventory */
  async #ask(inventory) {
    try {
      const explanation = await askAbout(this.#text);
      if (!explanation || explanation.text !== this.#text) return;
      keepingFocus(() => {
        write(this.#output, explanationView(explanation, inventory, document.baseURI));
        this.#trace(explanation, inventory);
      });
      this.#speak(explanation.answers);
      if (this.#drawTrace) return;
      await this.prepare();
      if (explanation.text === this.#text) this.#trace(explanation, inventory);
    } catch (error) {
      write(this.#output, noAnswer(error));
    }
  }

  /** @param {ExplanationAnswer} explanation @param {Inventory} inventory */
  #trace(explanation, inventory) {
    const figure = this.#output.querySelector('#trace');
    const title = ['#conclusion', '.cause'].flatMap((part) => this.#output.querySelector(part)?.textContent ?? []);
    if (figure instanceof HTMLElement) this.#drawTrace?.(figure, explanation, inventory, title, this.#announce);
  }

  /** @param {readonly Resolution[]} answers */
  #speak(answers) {
    const [first] = answers;
    const spoken = `${first?.name}. ${spokenVerdict(answers)}`;
    if (spoken === this.#spoken) return;
    this.#spoken = spoken;
    this.#announce(spoken);
  }
}
