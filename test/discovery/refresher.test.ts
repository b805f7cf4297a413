import { afterEach, describe, expect, it, vi } from 'vitest';
import { Refresher } from '../../src/discovery/refresher.ts';
import type { Scope } from '../../src/discovery/scope.ts';

/** Looks that end when the test says so. */
class Looks {
  readonly scopes: Scope[] = [];
  atOnce = 0;
  most = 0;
  readonly #ends: (() => void)[] = [];

  readonly look = (scope: Scope): Promise<void> => {
    this.scopes.push(scope);
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    return new Promise((resolve) => {
      this.#ends.push(() => {
        this.atOnce -= 1;
        resolve();
      });
    });
  };

  async end(): Promise<void> {
    this.#ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('Refresher', () => {
  const open: Refresher[] = [];

  function refresherOf(look: (scope: Scope) => Promise<void>, onError: (error: unknown) => void = () => {}): Refresher {
    const refresher = new Refresher(look, onError);
    open.push(refresher);
    return refresher;
  }

  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(open.splice(0).map((refresher) => refresher.stop()));
  });

  it('refresh() begins at once', async () => {
    const looks = new Looks();

    const done = refresherOf(looks.look).refresh('sources');

    expect(looks.scopes).toEqual(['sources']);
    await looks.end();
    await done;
  });

  it('refresh() runs one look at a time, and callers during it share the next one, the widest that they ask for', async () => {
    const looks = new Looks();
    const refresher = refresherOf(looks.look);
    const first = refresher.refresh('shims');
    const shared = [refresher.refresh('shims'), refresher.refresh('all'), refresher.refresh('sources')];

    await looks.end();
    await first;
    expect(looks.scopes).toEqual(['shims', 'all']);
    await looks.end();
    await Promise.all(shared);

    expect(looks.scopes).toEqual(['shims', 'all']);
    expect(looks.most).toBe(1);
  });

  it('refresh() does not count a look that began before the question', async () => {
    const looks = new Looks();
    const refresher = refresherOf(looks.look);
    void refresher.refresh('shims');
    let answered = false;
    const late = refresher.refresh('shims').then(() => {
      answered = true;
    });

    await looks.end();
    expect(answered).toBe(false);
    await looks.end();
    await late;

    expect(answered).toBe(true);
  });

  it('refresh() survives a look that fails, and reports it', async () => {
    const errors: unknown[] = [];
    const refresher = refresherOf(
      () => Promise.reject(new Error('no')),
      (error) => errors.push(error),
    );

    await refresher.refresh('all');
    await refresher.refresh('all');

    expect(errors).toEqual([new Error('no'), new Error('no')]);
  });

  it('hint() looks at the first of a burst at once, and once more when others followed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const scopes: Scope[] = [];
    const refresher = refresherOf(async (scope) => {
      scopes.push(scope);
    });

    refresher.hint('shims');
    expect(scopes).toEqual(['shims']);
    refresher.hint('shims');
    refresher.hint('sources');
    await vi.advanceTimersByTimeAsync(25);
    expect(scopes).toEqual(['shims', 'sources']);
    await vi.advanceTimersByTimeAsync(1000);

    expect(scopes).toEqual(['shims', 'sources']);
  });

  it('hint() does not make a second change wait for the end of the burst, but a third one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const scopes: Scope[] = [];
    const refresher = refresherOf(async (scope) => {
      scopes.push(scope);
    });

    for (const scope of ['touched', 'shims', 'sources'] as const) {
      refresher.hint(scope);
      await vi.advanceTimersByTimeAsync(2);
    }
    expect(scopes).toEqual(['touched', 'shims']);
    await vi.advanceTimersByTimeAsync(20);

    expect(scopes).toEqual(['touched', 'shims', 'sources']);
  });

  it('hint() makes a second change wait after a look that took long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
    const scopes: Scope[] = [];
    const refresher = refresherOf(async (scope) => {
      scopes.push(scope);
      vi.advanceTimersByTime(5);
    });

    refresher.hint('touched');
    await vi.advanceTimersByTimeAsync(1);
    refresher.hint('shims');
    expect(scopes).toEqual(['touched']);
    await vi.advanceTimersByTimeAsync(20);

    expect(scopes).toEqual(['touched', 'shims']);
  });

  it('hint() keeps looking while hints keep coming, and no more often than its pause', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let looks = 0;
    const refresher = refresherOf(async () => {
      looks += 1;
    });

    for (let step = 0; step < 1000; step++) {
      refresher.hint('shims');
      await vi.advanceTimersByTimeAsync(1);
    }

    expect(looks).toBeGreaterThan(1000 / 25);
    expect(looks).toBeLessThan(1000 / 8);
  });

  it('stop() waits for the look that runs, drops the one that waits, and ends permanently', async () => {
    const looks = new Looks();
    const refresher = refresherOf(looks.look);
    void refresher.refresh('shims');
    const waiting = refresher.refresh('all');
    refresher.hint('shims');

    const stopped = refresher.stop();
    await waiting;
    await looks.end();
    await stopped;
    await refresher.refresh('all');
    refresher.hint('all');

    expect(looks.scopes).toEqual(['shims']);
  });
});
