import { expect, it } from 'vitest';
import { RateLimiter } from '../../../../src/http/gate/web-config/rate-limiter.ts';

it('take() accepts a burst, then one request each interval', () => {
  const limiter = new RateLimiter({ intervalMs: 100, burst: 2 }, 0);

  const passed = [0, 0, 0, 50, 100, 100, 1_000, 1_000, 1_000].map((now) => limiter.take(now));

  expect(passed).toEqual([true, true, false, false, true, false, true, true, false]);
});

it('take() has no limit without an interval', () => {
  const limiter = new RateLimiter({ intervalMs: 0, burst: 0 }, 0);

  expect(limiter.take(0)).toBe(true);
});
