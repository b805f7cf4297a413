import { nowMs } from '../sources/clock.ts';
import { type Scope, widest } from './scope.ts';

/** Shortest time between a look and the one that follows because hints kept coming. */
const TRAILING_MS = 12;
/** A look that took at most this long may be followed by another one at once. */
const SHORT_MS = 4;

/** The look that waits for the one that runs. */
interface Pending {
  scope: Scope;
  readonly done: Promise<void>;
  readonly settle: () => void;
}

/**
 * Decides when to look: one look at a time, and at most one waiting.
 *
 * Callers who ask while a look runs share the next one, because the running look may have passed what they saw. Hints
 * come in bursts: a look follows the first at once, and a second hint after that look, if it was short. One look follows
 * all the others, when the burst has had its time.
 */
export class Refresher {
  readonly #look: (scope: Scope) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #pending: Pending | undefined;
  #hinted: Scope | undefined;
  #trailing: NodeJS.Timeout | undefined;
  /** Whether a second hint of this burst is followed at once. */
  #mayFollow = false;
  #lastMs = 0;
  #stopped = false;

  /** A `look` that fails is reported to `onError`, and is over for its callers. */
  constructor(look: (scope: Scope) => Promise<void>, onError: (error: unknown) => void) {
    this.#look = look;
    this.#onError = onError;
  }

  /** Looks, and settles when a look that began after the call has ended; never rejects. */
  refresh(scope: Scope): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#running === undefined) return this.#run(scope);
    this.#pending ??= pending(scope);
    this.#pending.scope = widest(scope, this.#pending.scope);
    return this.#pending.done;
  }

  /** Says that something moved: looks at once, or when the burst has had its time. */
  hint(scope: Scope): void {
    if (this.#stopped) return;
    if (this.#trailing === undefined) this.#begin(scope, true);
    else if (this.#mayFollow && this.#running === undefined && this.#lastMs <= SHORT_MS) {
      this.#mayFollow = false;
      void this.refresh(scope);
    } else this.#hinted = widest(scope, this.#hinted);
  }

  /** Ends it: nothing is looked at any more; settles when the look that runs is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#trailing);
    this.#trailing = undefined;
    this.#pending?.settle();
    this.#pending = undefined;
    await this.#running;
  }

  #begin(scope: Scope, mayFollow: boolean): void {
    this.#mayFollow = mayFollow;
    // A look that takes long is not asked for more than half of the time.
    this.#trailing = setTimeout(() => this.#afterBurst(), Math.max(TRAILING_MS, this.#lastMs));
    void this.refresh(scope);
  }

  #afterBurst(): void {
    this.#trailing = undefined;
    const scope = this.#hinted;
    this.#hinted = undefined;
    if (scope !== undefined) this.#begin(scope, false);
  }

  #run(scope: Scope): Promise<void> {
    const began = nowMs();
    this.#running = this.#attempt(scope).then(() => {
      this.#lastMs = nowMs() - began;
      this.#running = undefined;
      this.#next();
    });
    return this.#running;
  }

  #next(): void {
    const next = this.#pending;
    this.#pending = undefined;
    if (next !== undefined) void this.#run(next.scope).then(next.settle);
  }

  async #attempt(scope: Scope): Promise<void> {
    try {
      await this.#look(scope);
    } catch (error) {
      this.#onError(error);
    }
  }
}

function pending(scope: Scope): Pending {
  let settle = () => {};
  const done = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { scope, done, settle };
}
