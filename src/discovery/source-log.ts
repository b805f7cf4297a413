import type { Log } from '../log.ts';
import type { SourceState } from '../model/inventory/source.ts';

/** Logs a source that can no longer be read, once, and once more when it is read again. */
export class SourceLog {
  readonly #log: Log;
  #unhealthy: ReadonlySet<string> = new Set();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Compares the states of a look with the ones of the look before. */
  observe(states: readonly SourceState[]): void {
    const unhealthy = states.filter(({ state }) => state === 'unreadable' || state === 'stale');
    for (const { source, state, message } of unhealthy) {
      if (!this.#unhealthy.has(source)) this.#log.warn({ source, state, reason: message }, 'source cannot be read');
    }
    const now = new Set<string>(unhealthy.map(({ source }) => source));
    for (const source of this.#unhealthy) {
      if (!now.has(source)) this.#log.info({ source }, 'source is read again');
    }
    this.#unhealthy = now;
  }
}
