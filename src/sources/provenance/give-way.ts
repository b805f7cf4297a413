import { setImmediate } from 'node:timers/promises';

import { nowMs } from '../clock.ts';

/**
 * Longest time that work in the background takes without giving way, in milliseconds. A change passes through several turns
 * of the event loop, and each of them waits so long.
 */
const SLICE_MS = 1;

/** Lets long work in the background give way to requests. */
export class GiveWay {
  #began = nowMs();

  /** Waits one turn of the event loop when the current slice of time is used up. */
  async pause(): Promise<void> {
    if (nowMs() - this.#began < SLICE_MS) return;
    await setImmediate();
    this.#began = nowMs();
  }
}
