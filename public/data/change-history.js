/**
 * @import { Change, TimedChangeSet } from '../../src/model/inventory/change.ts'
 * @import { Step } from './stream.js'
 */

/**
 * The changes of one revision of one start of the service. `missed` means that the service restarted while the page was
 * not connected, so the changes were detected after reconnecting.
 * @typedef {{ start: number, revision: number, time: string, changes: readonly Change[], missed: boolean,
 *   defaultRuntime?: string | undefined }} Moment
 */

/** A change of a file is two moments: shimdex reads the file a moment later. */
const kept = 300;

/** @param {Moment} moment */
export const keyOfMoment = ({ start, revision, missed }) => `${start}.${revision}${missed ? ' missed' : ''}`;

/**
 * Orders by age, the newest first. It does not use times, because the clocks of service and browser may differ.
 * @param {Moment} a
 * @param {Moment} b
 */
const byAge = (a, b) => b.start - a.start || b.revision - a.revision || Number(b.missed) - Number(a.missed);

/** All changes since the service started: the ones the service recorded, and the ones the page received itself. */
export class ChangeHistory {
  opened = new Date();
  /** When the page saw each restart of the service, in order. @type {Date[]} */
  restarts = [];
  /** The revision the page began with. */
  #first = 0;
  /** The starts of the service that the page has seen, in order. @type {string[]} */
  #boots = [];
  /** Whether the recorded changes were requested since the last connection. */
  #requested = false;
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
  add({ boot, inventory: { revision }, changes = [], defaultRuntime, missed }) {
    if (this.#boots.length === 0) this.#first = revision;
    const known = this.#boots.includes(boot);
    if (!known && this.#boots.length > 0) this.restarts.push(new Date());
    if (!known) this.#boots.push(boot);
    if (missed) this.#requested = false;
    // The same start has recorded these changes itself, with times.
    if ((changes.length === 0 && defaultRuntime === undefined) || (missed && known)) return;
    const start = this.#boots.indexOf(boot);
    this.#keep([{ start, revision, time: new Date().toISOString(), changes, missed, defaultRuntime }]);
  }

  /**
   * Requests the changes before the page was opened or while the connection was lost, once for each connection.
   * @returns {Promise<boolean>} whether there are more changes than before
   */
  async load() {
    if (this.#requested) return false;
    this.#requested = true;
    const start = this.#boots.length - 1;
    try {
      const response = await fetch('v1/changes');
      /** @type {{ changes: readonly TimedChangeSet[] }} */
      const { changes: sets } = await response.json();
      this.#keep(
        sets.map(({ revision, time, changes, defaultRuntime }) => ({
          start,
          revision,
          time,
          changes,
          missed: false,
          defaultRuntime,
        })),
      );
      return true;
    } catch {
      // The stream reports the lost connection; the first step after reconnecting requests the changes again.
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
