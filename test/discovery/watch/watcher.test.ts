import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/discovery/scope.ts';
import type { WatchPlan, WatchRequest } from '../../../src/discovery/watch/watch-plan.ts';
import { Watcher } from '../../../src/discovery/watch/watcher.ts';
import { eventually } from '../../eventually.ts';
import { inotifyWatches } from '../inotify.ts';

describe('Watcher', () => {
  let root: string;
  let before: number;
  const hints: Scope[] = [];
  const errors: string[] = [];
  let watcher: Watcher;

  beforeEach(() => {
    root = fs.mkdtempSync(join(tmpdir(), 'shimdex-watcher-'));
    before = inotifyWatches();
    hints.length = 0;
    errors.length = 0;
    watcher = new Watcher({
      onHint: (scope) => hints.push(scope),
      onError: (_, directory) => errors.push(directory),
    });
  });

  afterEach(async () => {
    await watcher.close();
    fs.rmSync(root, { recursive: true, force: true });
  });

  function directory(name: string): string {
    const path = join(root, name);
    fs.mkdirSync(path, { recursive: true });
    return path;
  }

  function planOf(...requests: WatchRequest[]): WatchPlan {
    return new Map(requests.map((request) => [request.directory, request]));
  }

  const shimsIn = (path: string): WatchRequest => ({
    directory: path,
    inode: path,
    shims: true,
    names: new Map(),
  });

  it('arm() keeps one kernel watch a directory, and lets go of those the plan leaves out', async () => {
    const [one, two, below] = [directory('one'), directory('two'), directory('one/below')];

    expect(await watcher.arm(planOf(shimsIn(one), shimsIn(two)), false)).toBe(true);
    expect(inotifyWatches() - before).toBe(2);
    expect(await watcher.arm(planOf(shimsIn(one), shimsIn(two)), false)).toBe(false);
    await watcher.arm(planOf(shimsIn(below)), false);
    await eventually(() => expect(inotifyWatches() - before).toBe(1));

    expect(watcher.watches).toBe(1);
    await watcher.close();
    expect(inotifyWatches() - before).toBe(0);
  });

  it('hints at shims only where shims matter, and at other names only by their whole name', async () => {
    const bin = directory('bin');
    const etc = directory('etc');
    const names = new Map<string, Scope>([['daemon.json', 'sources']]);
    const etcRequest = { directory: etc, inode: etc, shims: false, names };
    await watcher.arm(planOf(shimsIn(bin), etcRequest), false);

    fs.writeFileSync(join(bin, 'other'), '');
    fs.writeFileSync(join(bin, 'daemon.json'), '');
    fs.writeFileSync(join(etc, 'containerd-shim-a-v1'), '');
    fs.writeFileSync(join(etc, 'daemon.json.tmp'), '');
    fs.writeFileSync(join(bin, 'containerd-shim-a-v1'), '');
    await eventually(() => expect(hints).toEqual(['touched']));
    fs.writeFileSync(join(etc, 'daemon.json'), '');

    await eventually(() => expect(hints).toEqual(['touched', 'sources']));
  });

  it('takeTouched() gives each reported name once, and leaves a garbled name to the listing', async () => {
    const bin = directory('bin');
    await watcher.arm(planOf(shimsIn(bin)), false);
    fs.writeFileSync(join(bin, 'containerd-shim-a-v1'), '');
    await eventually(() => expect(hints).toContain('touched'));

    expect(watcher.takeTouched()).toEqual(new Map([[bin, new Set(['containerd-shim-a-v1'])]]));
    expect(watcher.takeTouched()).toEqual(new Map());
    fs.writeFileSync(Buffer.concat([Buffer.from(`${bin}/containerd-shim-`), Buffer.from([0xff])]), '');

    await eventually(() => expect(hints).toContain('shims'));
    expect(watcher.takeTouched()).toEqual(new Map());
  });

  it('arm() takes the place of a watch whose directory was removed and made again', async () => {
    const bin = directory('bin');
    await watcher.arm(planOf(shimsIn(bin)), false);
    fs.rmdirSync(bin);
    fs.mkdirSync(bin);
    await eventually(() => expect(hints).toContain('sources'));

    expect(await watcher.arm(planOf(shimsIn(bin)), false)).toBe(true);
    hints.length = 0;
    fs.writeFileSync(join(bin, 'containerd-shim-a-v1'), '');

    await eventually(() => expect(hints).toEqual(['touched']));
  });

  it('arm() counts a directory it cannot watch, and tries it again only when asked', async () => {
    const odd = directory('back\\slash');

    await watcher.arm(planOf(shimsIn(odd)), false);
    await watcher.arm(planOf(shimsIn(odd)), false);
    expect([watcher.watches, watcher.unwatched, watcher.errors]).toEqual([0, 1, 1]);
    await watcher.arm(planOf(shimsIn(odd)), true);

    expect([watcher.watches, watcher.unwatched, watcher.errors]).toEqual([0, 1, 2]);
    expect(errors).toEqual([odd, odd]);
  });
});
