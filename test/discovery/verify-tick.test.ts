import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VerifyTick } from '../../src/discovery/verify-tick.ts';

describe('VerifyTick', () => {
  const moved: (readonly string[])[] = [];
  const identities = new Map<string, string>();
  let costMs = 0;
  let now = 0;
  let tick: VerifyTick;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    moved.length = 0;
    identities.clear();
    costMs = 0;
    tick = new VerifyTick({
      identity: (path) => {
        now += costMs;
        return identities.get(path) ?? 'ENOENT';
      },
      intervalMs: 1000,
      onMoved: async (paths) => {
        moved.push(paths);
      },
    });
    tick.start();
  });

  afterEach(async () => {
    await tick.stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** Lets what is new be seen, and the look that is taken to be sure. */
  async function settle(paths: string[]): Promise<void> {
    tick.watch(paths);
    await vi.advanceTimersByTimeAsync(2000);
    moved.length = 0;
  }

  it('says nothing while nothing moves', async () => {
    await settle(['/a', '/b']);

    await vi.advanceTimersByTimeAsync(10_000);

    expect(moved).toEqual([]);
  });

  it('names what moved, and asks once more, as time stamps may stand still', async () => {
    await settle(['/a', '/b']);

    identities.set('/b', 'here');
    await vi.advanceTimersByTimeAsync(10_000);

    expect(moved).toEqual([['/b'], ['/b']]);
  });

  it('counts a path as moved once, and forgets the paths it is not given again', async () => {
    await settle(['/a']);

    tick.watch(['/b']);
    await vi.advanceTimersByTimeAsync(1000);
    identities.set('/a', 'here');
    await vi.advanceTimersByTimeAsync(5000);

    expect(moved).toEqual([['/b'], ['/b']]);
    expect(tick.size).toBe(1);
  });

  it('asks once more when the last look came to nothing', async () => {
    await settle(['/a']);

    tick.doubt();
    await vi.advanceTimersByTimeAsync(5000);

    expect(moved).toEqual([[]]);
  });

  it('takes at most a two-hundredth of the time', async () => {
    await settle(['/a', '/b']);
    costMs = 50;
    let looks = 0;
    await vi.advanceTimersByTimeAsync(1000);
    const cost = now;

    await vi.advanceTimersByTimeAsync(100_000);
    looks = (now - cost) / 100;

    expect(looks).toBe(5);
  });

  it('stop() ends it', async () => {
    await settle(['/a']);

    await tick.stop();
    identities.set('/a', 'here');
    await vi.advanceTimersByTimeAsync(10_000);

    expect(moved).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
