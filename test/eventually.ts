import { vi } from 'vitest';

/** Waits until an assertion holds. Patiently: a busy machine is slow, and what never holds fails all the same. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: 25_000, interval: 20 });
}
