/**
 * @import { Change, TimedChangeSet } from '../../src/model/change.ts'
 * @import { Step } from './stream.js'
 */

/**
 * What changed with one revision of one start of the service; `missed` was found on return, when another start of the
 * service had taken over meanwhile.
 * @typedef {{ start: number, revision: number, time: string, changes: readonly Change[], missed: boolean }} Moment
 */

const kept = 200;

/** @param {Moment} moment */
export const keyOfMoment = ({ start, revision, missed }) => `${start}.${revision}${missed ? ' missed' : ''}`;

/**
 * Orders by age, the newest first; no clock decides it, for the service's may differ from the browser's.
 * @param {Moment} a
 * @param {Moment} b
 */
const byAge = (a, b) => b.start - a.start || b.revision - a.revision || Number(b.missed) - Number(a.missed);

/** What came and went since the service started: what it tells of the past, and what the page saw itself. */
export class ChangeHistory {
  opened = new Date();
  /** The revision the page began with. */
  #first = 0;
  /** The starts of the service that the page has met, in order. @type {string[]} */
  #boots = [];
  /** The start whose past was asked for up to now. */
  #told = false;
  /** @type {Map<string, Moment>} */
  #moments = new Map();

  /** The newest first. */
  get moments() {
    return [...this.#moments.values()];
  }

  /**
   * Whether something happened before the page was opened.
   * @param {Moment} moment
   */
  isOld({ start, revision }) {
    return start === 0 && revision <= this.#first;
  }

  /** @param {Step} step */
  add({ boot, inventory: { revision }, changes = [], missed }) {
    if (this.#boots.length === 0) this.#first = revision;
    const known = this.#boots.includes(boot);
    if (!known) this.#boots.push(boot);
    if (missed) this.#told = false;
    // What the same start did meanwhile is in its past, with times.
    if (changes.length === 0 || (missed && known)) return;
    const start = this.#boots.indexOf(boot);
    this.#keep([{ start, revision, time: new Date().toISOString(), changes, missed }]);
  }

  /**
   * Asks the service for what happened before the page was opened, or while the connection was lost, once each time.
   * @returns {Promise<boolean>} whether there is more than before
   */
  async load() {
    if (this.#told) return false;
    this.#told = true;
    const start = this.#boots.length - 1;
    try {
      const response = await fetch('v1/changes');
      /** @type {{ changes: readonly TimedChangeSet[] }} */
      const { changes: sets } = await response.json();
      this.#keep(sets.map(({ revision, time, changes }) => ({ start, revision, time, changes, missed: false })));
      return true;
    } catch {
      // The stream tells that the connection is lost; a step of the next one has this asked again.
      return false;
    }
  }

  /** @param {readonly Moment[]} moments */
  #keep(moments) {
    for (const moment of moments) this.#moments.set(keyOfMoment(moment), moment);
    const newest = this.moments.sort(byAge).slice(0, kept);
    this.#moments = new Map(newest.map((moment) => [keyOfMoment(moment), moment]));
  }
}
