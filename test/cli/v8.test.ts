import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectGarbage, optimizeNothing } from '../../src/cli/v8.ts';

/** V8 compares this number before it uses a code cache: it changes with every flag. */
let usualTag: number;

beforeEach(() => {
  // Another test in this process may have set it.
  setFlagsFromString('--no-expose-gc');
  usualTag = cachedDataVersionTag();
});

describe('collectGarbage', () => {
  it('frees what nothing refers to', async () => {
    const dropped = new WeakRef({ large: new Array(1000).fill(0) });
    // A reference that was made or read lives until its task ends.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(dropped.deref()).toBeUndefined();
  });

  it('leaves the flags of V8 as they were', () => {
    collectGarbage();
    expect(cachedDataVersionTag()).toBe(usualTag);
    expect(runInNewContext('typeof gc')).toBe('undefined');
  });
});

const usual = '--max-optimized-bytecode-size=61440';

// Other tests run in this process.
afterEach(() => setFlagsFromString(usual));

it('optimizeNothing() is undone by the flag with which the build makes the code cache', () => {
  optimizeNothing();
  expect(cachedDataVersionTag()).not.toBe(usualTag);
  setFlagsFromString(usual);
  expect(cachedDataVersionTag()).toBe(usualTag);
});
