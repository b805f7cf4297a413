/** How many requests may come: `burst` at once, and one more each `intervalMs`; no limit where that is 0. */
export interface RateLimit {
  readonly intervalMs: number;
  readonly burst: number;
}

/** A token bucket over all clients, as exporter-toolkit has it. */
export class RateLimiter {
  readonly #limit: RateLimit;
  #tokens: number;
  #filledAt: number;

  constructor(limit: RateLimit, now: number) {
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#filledAt = now;
  }

  /** Whether a request of the time `now`, in milliseconds, may pass. */
  take(now: number): boolean {
    const { intervalMs, burst } = this.#limit;
    if (intervalMs === 0) return true;
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#filledAt) / intervalMs);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
