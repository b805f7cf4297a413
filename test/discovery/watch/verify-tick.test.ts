import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VerifyTick } from '../../../src/discovery/watch/verify-tick.ts';

describe('VerifyTick', () => {
  const moved: (readonly string[])[] = [];
  const identities = new Map<string, string>();
  let costMs = 0;
  let now = 0;
  let tick: VerifyTick;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(process, 'hrtime').mockImplementation(() => [0, now * 1e6]);
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
    costMs = 10;
    let looks = 0;
    await vi.advanceTimersByTimeAsync(1000);
    const cost = now;

    await vi.advanceTimersByTimeAsync(100_000);
    looks = (now - cost) / 20;

    expect(looks).toBe(25);
  });

  it('waits at most 5 s after a tick that took long', async () => {
    await settle(['/a']);
    costMs = 1000;
    await vi.advanceTimersByTimeAsync(1000);
    costMs = 0;
    identities.set('/a', 'here');

    await vi.advanceTimersByTimeAsync(4999);
    expect(moved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(moved).toEqual([['/a']]);
  });

  it('asks once more only for what may move again with the same time stamps', async () => {
    const asked: (readonly string[])[] = [];
    await tick.stop();
    tick = new VerifyTick({
      identity: (path) => identities.get(path) ?? 'ENOENT',
      isRecent: (path) => path === '/new',
      intervalMs: 1000,
      onMoved: async (paths) => {
        asked.push(paths);
      },
    });
    tick.start();
    tick.watch(['/new', '/old']);

    await vi.advanceTimersByTimeAsync(5000);

    expect(asked).toEqual([['/new', '/old'], ['/new']]);
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
