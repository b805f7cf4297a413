import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Look } from '../../../src/discovery/look/look.ts';
import { Looker } from '../../../src/discovery/look/looker.ts';
import { Observer } from '../../../src/discovery/look/observe.ts';
import type { Scope } from '../../../src/discovery/scope.ts';
import { ChangeDetector } from '../../../src/discovery/watch/change-detector.ts';
import { createLog } from '../../../src/log.ts';
import { ContainerdSocket } from '../../../src/sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../../../src/sources/engine/engine.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import type { Touched } from '../../../src/sources/search-path/touched.ts';
import { eventually } from '../../eventually.ts';
import { inotifyWatches } from '../inotify.ts';
import { settingsFor } from '../look/source-settings.ts';

const shim = 'bin/containerd-shim-kata-v2';

describe('ChangeDetector', () => {
  let root: string;
  let looker: Looker;
  let changes: ChangeDetector;
  /** The looks that were asked for, and the names that each is about. */
  let asked: { readonly scope: Scope; readonly touched: Touched }[];
  let hints: Scope[];
  let errors: unknown[];
  let quiet: number;

  beforeEach(() => {
    root = fs.mkdtempSync(join(tmpdir(), 'shimdex-changes-'));
    for (const name of ['bin', 'etc/docker']) fs.mkdirSync(join(root, name), { recursive: true });
    write('etc/docker/daemon.json', '{}');
    write(shim, '#!/bin/sh\n');
    [asked, hints, errors, quiet] = [[], [], [], 0];
    const files = new HostFiles(root);
    const settings = { ...settingsFor(root), searchPath: '/bin', containerdVersion: '2.0.0' };
    const daemons = {
      engine: new Engine({ files, onChange: () => {} }),
      socket: new ContainerdSocket({ files, onChange: () => {} }),
    };
    const observer = new Observer(files, settings, daemons, 0);
    looker = new Looker(observer, files, settings);
    changes = new ChangeDetector({
      files,
      log: createLog('silent'),
      verifySeconds: 0.02,
      observer,
      refresher: {
        hint: (scope) => hints.push(scope),
        refresh: async (scope) => {
          asked.push({ scope, touched: changes.takeTouched() });
        },
      },
      onError: (error) => errors.push(error),
      onQuiet: () => {
        quiet += 1;
      },
    });
  });

  afterEach(async () => {
    await changes.stop();
    fs.rmSync(root, { recursive: true, force: true });
    expect(errors).toEqual([]);
  });

  function write(path: string, text: string): void {
    fs.writeFileSync(join(root, path), text, { mode: 0o755 });
  }

  /** Looks, verifies until nothing moves, and forgets what was asked for on the way. */
  async function verified(): Promise<Look> {
    const seen = await looker.look('all');
    changes.follow(seen, 'touched');
    changes.start();
    const before = quiet;
    await eventually(() => expect(quiet).toBeGreaterThan(before + 1));
    asked.length = 0;
    return seen;
  }

  const names = () => asked.flatMap(({ touched }) => [...touched.values()].flatMap((each) => [...each]));

  it('asks for a look at one name when a shim changed, and nothing else', async () => {
    await verified();

    fs.chmodSync(join(root, shim), 0o700);

    await eventually(() => expect(asked.length).toBeGreaterThan(0));
    expect(asked[0]?.scope).toBe('touched');
    expect(new Set(names())).toEqual(new Set(['containerd-shim-kata-v2']));
  });

  it('asks for a look at the sources when one of their files changed', async () => {
    await verified();

    write('etc/docker/daemon.json', '{"runtimes": {}}');

    await eventually(() => expect(asked.map(({ scope }) => scope)).toContain('sources'));
  });

  it('asks for a look at the sources after a look failed, although nothing moved', async () => {
    const seen = await verified();

    changes.doubt();
    await eventually(() => expect(asked.map(({ scope }) => scope)).toEqual(['sources']));

    changes.follow(seen, 'touched');
    fs.chmodSync(join(root, shim), 0o700);
    await eventually(() => expect(asked.at(-1)?.scope).toBe('touched'));
  });

  it('asks for another look after one that this machine interrupted', async () => {
    const seen = await verified();

    changes.follow({ ...seen, isInterrupted: true }, 'touched');

    await eventually(() => expect(asked.map(({ scope }) => scope)).toEqual(['sources']));
  });

  it('watches what a look depends on, and looks again at what it missed until then', async () => {
    const before = inotifyWatches();
    changes.follow(await looker.look('all'), 'all');

    await eventually(() => expect(hints).toEqual(['shims']));
    expect(changes.statistics).toMatchObject({ unwatched: 0, watchErrors: 0 });
    expect(changes.statistics.watches).toBe(inotifyWatches() - before);
    expect(changes.statistics.verifiedPaths).toBeGreaterThan(2);
    fs.chmodSync(join(root, shim), 0o700);
    await eventually(() => expect(hints.at(-1)).toBe('touched'));

    await changes.stop();
    expect(inotifyWatches()).toBe(before);
  });
});
