/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer } from '../../src/model/resolution.ts'
 */

import { askAbout } from '../data/ask.js';
import { find, keepingFocus, write } from '../document/dom.js';
import { loadStyles } from '../document/later-styles.js';
import { resolveAddress, setAddress } from '../page/router.js';
import { explainShell, explanationView, noAnswer } from '../views/explain/answer.js';
import { offeredNames, suggestions } from '../views/explain/names.js';
import { noName, spokenVerdict } from '../views/explain/texts.js';
import { empty } from '../views/parts.js';
import { Region } from './region.js';

const typingPauseMs = 60;
const addressPauseMs = 250;
/** A longer text may be a log, of which only a part is asked about. */
const longText = 1000;

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
    this.#replace(true);
  }

  /** @override */
  leave() {
    super.leave();
    this.#replace(false);
  }

  /**
   * Hides the field of the header, or shows it again. A reader who types there continues in the one of this section.
   * @param {boolean} isHidden
   */
  #replace(isHidden) {
    const other = /** @type {HTMLInputElement} */ (find('#ask-name'));
    if (isHidden && document.activeElement === other) {
      this.#input.focus({ preventScroll: true });
      if (other.value !== '') this.#take(other.value);
      other.value = '';
    }
    find('.ask-box').classList.toggle('replaced', isHidden);
  }

  /** Asks about a text. @param {string} text */
  #take(text) {
    this.#input.value = text;
    this.#type();
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
  async complete() {
    if (this.#drawTrace) return;
    const loaded = await Promise.all([import('./trace.js'), import('../page/paste.js'), loadStyles('trace')]);
    const [{ drawTrace }, { bindPaste }] = loaded;
    if (!this.#drawTrace) bindPaste(this.#input, (text) => this.#take(text));
    this.#drawTrace = drawTrace;
  }

  /** @param {Inventory} inventory */
  async #ask(inventory) {
    const text = this.#text;
    try {
      const question = text.length > longText ? await this.#questionIn(text) : text;
      const explanation = question && (await askAbout(question));
      if (!explanation || text !== this.#text) return;
      keepingFocus(() => {
        write(this.#output, explanationView(explanation, inventory, document.baseURI));
        this.#trace(explanation, inventory);
      });
      this.#speak(explanation);
      if (this.#drawTrace) return;
      await this.complete();
      if (text === this.#text) this.#trace(explanation, inventory);
    } catch (error) {
      write(this.#output, noAnswer(error));
    }
  }

  /** The part of a long text to ask about. @param {string} text */
  async #questionIn(text) {
    const { questionIn, noQuestion } = await import('../data/long-text.js');
    const question = questionIn(text);
    if (question === undefined && text === this.#text) write(this.#output, empty(...noQuestion));
    return question;
  }

  /** @param {ExplanationAnswer} explanation @param {Inventory} inventory */
  #trace(explanation, inventory) {
    const figure = this.#output.querySelector('#trace');
    const title = ['#conclusion', '.cause'].flatMap((part) => this.#output.querySelector(part)?.textContent ?? []);
    if (figure instanceof HTMLElement) this.#drawTrace?.(figure, explanation, inventory, title, this.#announce);
  }

  /** @param {ExplanationAnswer} explanation */
  #speak({ answers, name, found }) {
    const spoken = found === 'nothing' ? noName : `${name}. ${spokenVerdict(answers)}`;
    if (spoken === this.#spoken) return;
    this.#spoken = spoken;
    this.#announce(spoken);
  }
}
