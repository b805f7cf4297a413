/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Change, ChangeSet } from '../../src/model/inventory/change.ts'
 */

import { applyChangeSet, changesBetween } from './inventory.js';

/**
 * The state of the connection; `at` and `since` are the last moment at which the data was known to be current.
 * @typedef {{ state: 'connecting' } | { state: 'live', at: Date } | { state: 'reconnecting', since: Date }} Connection
 */

/**
 * One step to the current inventory. `boot` identifies the start of the service. `changes` are absent in the first step of
 * the page. `missed` means that the changes happened while the page was not connected. `defaultRuntime` is there when it
 * changed.
 * @typedef {{ boot: string, inventory: Inventory, changes?: readonly Change[], missed: boolean,
 *   defaultRuntime?: string | undefined }} Step
 */

const firstRetryMs = 250;
const lastRetryMs = 4000;
/** A browser opens at most six connections to one server, so a hidden page closes its own. */
const hiddenMs = 30_000;
const heartbeatMs = 15_000;
const answerMs = 5000;

/**
 * Follows `/v1/events` while the page is visible. A stream that ends is opened again, with growing pauses of at most four
 * seconds. Every stream begins with the whole inventory, so nothing is lost in between.
 */
class Stream {
  #listeners;
  /** @type {Inventory | undefined} */
  #inventory;
  #boot = '';
  /** @type {EventSource | undefined} */
  #source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #retryMs = firstRetryMs;
  #trueAt = new Date();
  #live = false;

  /** @param {{ onStep: (step: Step) => void, onConnection: (connection: Connection) => void }} listeners */
  constructor(listeners) {
    this.#listeners = listeners;
  }

  open() {
    this.close();
    const source = new EventSource('v1/events');
    this.#source = source;
    source.addEventListener('inventory', (event) => this.#start(event));
    source.addEventListener('change', (event) => this.#change(event));
    source.addEventListener('error', () => {
      if (this.#live) this.#trueAt = new Date();
      this.#lose();
    });
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.#live = false;
  }

  /** Checks that the service responds, because a connection can hang without an end. */
  async check() {
    if (!this.#live) return;
    try {
      const { ok } = await fetch('livez', { cache: 'no-store', signal: AbortSignal.timeout(answerMs) });
      if (ok) this.#confirm();
    } catch {
      if (this.#live) this.#lose();
    }
  }

  /** @param {MessageEvent<string>} event */
  #start(event) {
    /** @type {Inventory} */
    const inventory = JSON.parse(event.data);
    const before = this.#inventory;
    this.#inventory = inventory;
    this.#boot = event.lastEventId.slice(0, event.lastEventId.lastIndexOf('.'));
    this.#retryMs = firstRetryMs;
    this.#live = true;
    this.#confirm();
    const changes = before && changesBetween(before, inventory);
    const { defaultRuntime } = inventory;
    const isOther = before !== undefined && before.defaultRuntime !== defaultRuntime;
    this.#listeners.onStep({
      boot: this.#boot,
      inventory,
      missed: true,
      ...(changes ? { changes } : {}),
      ...(isOther ? { defaultRuntime } : {}),
    });
  }

  /** @param {MessageEvent<string>} event */
  #change(event) {
    if (!this.#inventory) return;
    /** @type {ChangeSet} */
    const set = JSON.parse(event.data);
    this.#inventory = applyChangeSet(this.#inventory, set);
    this.#confirm();
    const { changes, defaultRuntime } = set;
    this.#listeners.onStep({ boot: this.#boot, inventory: this.#inventory, changes, defaultRuntime, missed: false });
  }

  /** The data is current at this moment. */
  #confirm() {
    if (!this.#live) return;
    this.#trueAt = new Date();
    this.#listeners.onConnection({ state: 'live', at: this.#trueAt });
  }

  #lose() {
    this.close();
    this.#listeners.onConnection({ state: 'reconnecting', since: this.#trueAt });
    this.#timer = setTimeout(() => this.open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }
}

/**
 * Follows the service from now on.
 * @param {ConstructorParameters<typeof Stream>[0]} listeners
 */
export const follow = (listeners) => {
  const stream = new Stream(listeners);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let leaving;
  let left = false;
  listeners.onConnection({ state: 'connecting' });
  stream.open();
  setInterval(() => stream.check(), heartbeatMs);
  addEventListener('online', () => stream.open());
  document.addEventListener('visibilitychange', () => {
    clearTimeout(leaving);
    if (document.hidden) {
      leaving = setTimeout(() => {
        left = true;
        stream.close();
      }, hiddenMs);
    } else if (left) {
      left = false;
      stream.open();
    }
  });
};
