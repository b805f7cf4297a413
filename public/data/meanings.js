/**
 * @import { Finding } from '../../src/model/inventory/finding.ts'
 * @import { Meaning } from '../../src/model/inventory/meaning.ts'
 */

import { keyOf } from './finding-groups.js';

/**
 * What is shown below a finding: its meaning, or why there is none; undefined while it is closed.
 * @typedef {Meaning | 'not-loaded' | undefined} ShownMeaning
 */

/** @param {string} code @returns {Promise<Meaning | 'not-loaded'>} */
const load = async (code) => {
  try {
    const response = await fetch(new URL(`../meanings/${code}.json`, import.meta.url));
    return response.ok ? await response.json() : 'not-loaded';
  } catch {
    return 'not-loaded';
  }
};

/** What findings mean: each text is loaded when a reader first opens it. */
export class Meanings {
  /** By code. @type {Map<string, Meaning>} */
  #loaded = new Map();
  /** By the key of the finding. @type {Map<string, ShownMeaning>} */
  #open = new Map();

  /** Opens or closes the text below a finding. @param {Pick<Finding, 'code' | 'subject'>} finding */
  async toggle(finding) {
    const { code } = finding;
    const key = keyOf(finding);
    if (this.#open.delete(key)) return;
    const meaning = this.#loaded.get(code) ?? (await load(code));
    if (meaning !== 'not-loaded') this.#loaded.set(code, meaning);
    this.#open.set(key, meaning);
  }

  /** Opens the text of a finding that a link leads to, if it loads. @param {Pick<Finding, 'code' | 'subject'>} finding */
  async open(finding) {
    if (this.of(finding) !== undefined) return;
    await this.toggle(finding);
    if (this.of(finding) === 'not-loaded') await this.toggle(finding);
  }

  /** @param {Pick<Finding, 'code' | 'subject'>} finding @returns {ShownMeaning} */
  of(finding) {
    return this.#open.get(keyOf(finding));
  }
}
