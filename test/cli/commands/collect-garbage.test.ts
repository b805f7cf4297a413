import { runInNewContext, Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from '../../../src/cli/commands/collect-garbage.ts';

describe('collectGarbage', () => {
  it('frees what nothing refers to', async () => {
    const dropped = new WeakRef({ large: new Array(1000).fill(0) });
    // A reference that was made or read lives until its task ends.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(dropped.deref()).toBeUndefined();
  });

  it('leaves the flags of V8 as they were', () => {
    const code = '(function twice(number) { return 2 * number; })';
    const cachedData = new Script(code).createCachedData();
    collectGarbage();
    expect(new Script(code, { cachedData }).cachedDataRejected).toBe(false);
    expect(runInNewContext('typeof gc')).toBe('undefined');
  });
});
