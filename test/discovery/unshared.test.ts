import { describe, expect, it } from 'vitest';
import { unsharedDrivers } from './unshared.ts';

/** What needs namespaces of its own: a Discovery in a child process, with mounts and limits that end with it. */
describe('Discovery in namespaces of its own', () => {
  const drive = unsharedDrivers('mounts', 'limits');

  it('sees a mount over a place with the next tick', async () => {
    const { ms } = await drive('mounts', { argument: 'bind' });

    expect(ms).toBeLessThan(1000);
  });

  it('sees what changes below an overlay with the next full read', async () => {
    const { ms } = await drive('mounts', { argument: 'overlay' });

    expect(ms).toBeLessThan(2500);
  });

  it('continues where only some directories may be watched (ENOSPC), says so, and sees everything within a tick', async () => {
    const told = await drive('limits', { before: 'echo 2 > /proc/sys/user/max_inotify_watches;' });

    expect(told).toMatchObject({ watches: 2, unwatched: 3, watchErrors: 3 });
    expect(told['slowestMs']).toBeLessThan(1000);
  });

  it('continues where nothing may be watched (EMFILE), says so, and sees everything within a tick', async () => {
    const told = await drive('limits', { before: 'echo 0 > /proc/sys/user/max_inotify_instances;' });

    expect(told).toMatchObject({ watches: 0, unwatched: 5, watchErrors: 5 });
    expect(told['slowestMs']).toBeLessThan(1000);
  });
}, 30_000);
