/**
 * @import { Inventory } from '../../src/model/inventory.ts'
 * @import { Change, ChangeSet } from '../../src/model/change.ts'
 */

import { applyChangeSet, changesBetween } from './inventory.js';

/**
 * What the page knows of its connection; `since` is when what it shows was last known to be true.
 * @typedef {{ state: 'connecting' | 'live' } | { state: 'reconnecting', since: Date }} Connection
 */

/**
 * One step to the inventory of now. `boot` names the start of the service it is of; `changes` are absent when it is the
 * first of the page, and `missed` tells that they happened while nobody was listening.
 * @typedef {{ boot: string, inventory: Inventory, changes?: readonly Change[], missed: boolean }} Step
 */

const firstRetryMs = 250;
const lastRetryMs = 4000;
/** A browser opens six connections to one server: a page that nobody sees gives its own back. */
const hiddenMs = 30_000;
const heartbeatMs = 15_000;
const answerMs = 5000;

/**
 * Follows `/v1/events` for as long as somebody looks. A stream that ends is opened again, at once, then ever less
 * often, but each four seconds at least; the whole inventory that begins a stream makes up for what was missed.
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

  /** A connection can hang without an end: asks the service for a sign of life. */
  async check() {
    if (!this.#live) return;
    try {
      const { ok } = await fetch('livez', { cache: 'no-store', signal: AbortSignal.timeout(answerMs) });
      if (ok) this.#trueAt = new Date();
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
    this.#trueAt = new Date();
    this.#listeners.onConnection({ state: 'live' });
    const changes = before && changesBetween(before, inventory);
    this.#listeners.onStep({ boot: this.#boot, inventory, missed: true, ...(changes ? { changes } : {}) });
  }

  /** @param {MessageEvent<string>} event */
  #change(event) {
    if (!this.#inventory) return;
    /** @type {ChangeSet} */
    const set = JSON.parse(event.data);
    this.#inventory = applyChangeSet(this.#inventory, set);
    this.#trueAt = new Date();
    this.#listeners.onStep({ boot: this.#boot, inventory: this.#inventory, changes: set.changes, missed: false });
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
