import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FSWatcher } from 'chokidar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DirectoryHints, listenToDirectory } from '../../../src/discovery/watch/directory-hints.ts';
import { eventually } from '../../eventually.ts';
import { inotifyWatches } from '../inotify.ts';

interface Heard {
  readonly events: [string, string | null][];
  readonly errors: unknown[];
}

describe('listenToDirectory()', () => {
  let directory: string;
  let before: number;
  const open: DirectoryHints[] = [];

  beforeEach(() => {
    directory = fs.mkdtempSync(join(tmpdir(), 'shimdex-hints-'));
    before = inotifyWatches();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((hints) => hints.close()));
    fs.rmSync(directory, { recursive: true, force: true });
  });

  async function listen(path: string): Promise<Heard> {
    const heard: Heard = { events: [], errors: [] };
    const hints = listenToDirectory(path, {
      onEvent: (event, name) => heard.events.push([event, name]),
      onError: (error) => heard.errors.push(error),
    });
    open.push(hints);
    await hints.ready;
    return heard;
  }

  it('takes one kernel watch for a directory, whatever is in it', async () => {
    for (let number = 0; number < 200; number++) fs.writeFileSync(join(directory, `containerd-shim-${number}-v1`), '');
    fs.mkdirSync(join(directory, 'below'));

    await listen(directory);

    expect(inotifyWatches() - before).toBe(1);
  });

  it('says what was touched, once per event', async () => {
    const heard = await listen(directory);

    fs.writeFileSync(join(directory, 'containerd-shim-a-v1'), '');
    fs.rmSync(join(directory, 'containerd-shim-a-v1'));

    await eventually(() =>
      expect(heard.events).toEqual([
        ['rename', 'containerd-shim-a-v1'],
        ['rename', 'containerd-shim-a-v1'],
      ]),
    );
  });

  it('neither reads the directory nor sets a timer when something happens', async () => {
    fs.writeFileSync(join(directory, 'other'), '');
    const heard = await listen(directory);
    const timers = countTimers();
    const readAt = () => fs.statSync(directory, { bigint: true }).atimeNs;
    fs.writeFileSync(join(directory, 'more'), '');
    const before = readAt();

    await eventually(() => expect(heard.events).toContainEqual(['rename', 'more']));
    const settled = listenToDirectory(directory, { onEvent: () => {}, onError: () => {} });
    open.push(settled);
    await settled.ready;

    expect(readAt()).toBe(before);
    expect(countTimers()).toBeLessThanOrEqual(timers);
  });

  it('names the directory itself when that is removed', async () => {
    const inner = join(directory, 'inner');
    fs.mkdirSync(inner);
    const heard = await listen(inner);

    fs.rmdirSync(inner);

    await eventually(() => expect(heard.events).toContainEqual(['rename', 'inner']));
  });

  it('does not climb to the parent of a directory that is not there', async () => {
    const heard = await listen(join(directory, 'missing'));

    expect(inotifyWatches() - before).toBe(0);
    expect(heard.errors).toEqual([]);
  });

  it.each(['with space', 'tilde~', 'a.swp', '[brackets]', '@(at)', 'ünïcode'])(
    'listens to a directory named "%s"',
    async (name) => {
      const inner = join(directory, name);
      fs.mkdirSync(inner);
      const heard = await listen(inner);

      fs.writeFileSync(join(inner, 'containerd-shim-a-v1'), '');

      await eventually(() => expect(heard.events).toContainEqual(['rename', 'containerd-shim-a-v1']));
    },
  );

  it('says that it cannot listen to a name chokidar would change', async () => {
    const inner = join(directory, 'back\\slash');
    fs.mkdirSync(inner);

    const heard = await listen(inner);

    expect(heard.errors).toHaveLength(1);
  });

  it('listens again to a directory removed and made again', async () => {
    const inner = join(directory, 'inner');
    fs.mkdirSync(inner);
    await listen(inner);
    fs.rmdirSync(inner);
    fs.mkdirSync(inner);
    await open.pop()?.close();
    const heard = await listen(inner);

    fs.writeFileSync(join(inner, 'containerd-shim-a-v1'), '');

    await eventually(() => expect(heard.events).toContainEqual(['rename', 'containerd-shim-a-v1']));
  });

  it('leaves neither watch nor timer behind when closed before it was ready', async () => {
    const timers = countTimers();
    const hints = listenToDirectory(directory, { onEvent: () => {}, onError: () => {} });

    await hints.close();

    expect(inotifyWatches() - before).toBe(0);
    expect(countTimers()).toBeLessThanOrEqual(timers);
  });

  it('uses private methods that chokidar still has', () => {
    expect(FSWatcher.prototype._throttle).toBeTypeOf('function');
    expect(FSWatcher.prototype._handleError).toBeTypeOf('function');
    expect(new FSWatcher()._nodeFsHandler._watchWithNodeFs).toBeTypeOf('function');
    const manifest: unknown = JSON.parse(fs.readFileSync('package.json', 'utf8'));
    expect(manifest).toMatchObject({ dependencies: { chokidar: '5.0.0' } });
  });
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}
