import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { within } from '../../src/model/within.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('settles with the work, and leaves no timer', async () => {
  await within(1000, Promise.resolve());

  expect(vi.getTimerCount()).toBe(0);
});

it('settles when the time is over', async () => {
  let isSettled = false;
  void within(1000, new Promise(() => {})).then(() => {
    isSettled = true;
  });

  await vi.advanceTimersByTimeAsync(999);
  expect(isSettled).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isSettled).toBe(true);
});

it('fails with the work, and leaves no timer', async () => {
  await expect(within(1000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');

  expect(vi.getTimerCount()).toBe(0);
});
