import * as fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Looker } from '../../../src/discovery/look/looker.ts';
import { Observer } from '../../../src/discovery/look/observe.ts';
import { planWatches, type WatchRequest } from '../../../src/discovery/watch/watch-plan.ts';
import { ContainerdSocket } from '../../../src/sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../../../src/sources/engine/engine.ts';
import { ScenarioHost } from '../scenario-host.ts';

describe('planWatches()', () => {
  let host: ScenarioHost;

  beforeEach(() => {
    host = new ScenarioHost();
  });

  afterEach(() => host.stop());

  async function requests(): Promise<[string, WatchRequest][]> {
    const { files, settings } = host;
    const engine = new Engine({ files, onChange: () => {} });
    const socket = new ContainerdSocket({ files, onChange: () => {} });
    const observer = new Observer(files, settings, { engine, socket }, 0);
    const { host: observation, inspected } = await new Looker(observer, files, settings).look('all');
    const configFiles = [observation.docker.configFile, settings.containerdConfig ?? ''];
    return [...planWatches(files, { observation, configFiles, inspected })];
  }

  async function plan(): Promise<ReadonlyMap<string, WatchRequest>> {
    const below = (path: string) => path.slice(host.root.length + 1);
    return new Map((await requests()).map(([, request]) => [below(request.directory), request]));
  }

  it('asks for the places that exist and for the directories of the configuration files', async () => {
    const planned = await plan();

    expect([...planned.keys()].sort()).toEqual(['a', 'b', 'containerd', 'cwd', 'docker']);
    expect(planned.get('a')).toMatchObject({ shims: true });
    expect(planned.get('docker')).toMatchObject({ shims: false, names: new Map([['daemon.json', 'sources']]) });
  });

  it('asks for one directory once, by the path without links', async () => {
    host.remove('b');
    host.link('a', 'b');
    host.link('a', 'c');
    fs.mkdirSync(host.at('a/deep'));

    const planned = await plan();

    expect([...planned.keys()].sort()).toEqual(['a', 'a/deep', 'containerd', 'cwd', 'docker']);
  });

  it('asks for the file that a linked shim ends in, whatever its name', async () => {
    host.shim('targets/kata-shim');
    host.link('../targets/kata-shim', 'a/containerd-shim-kata-v2');

    const planned = await plan();

    expect(planned.get('targets')).toMatchObject({ shims: false, names: new Map([['kata-shim', 'touched']]) });
  });

  it('asks for the file that a linked configuration ends in', async () => {
    fs.writeFileSync(host.at('targets/docker.json'), '{}');
    host.link('../targets/docker.json', 'docker/daemon.json');

    const planned = await plan();

    expect(planned.get('targets')?.names).toEqual(new Map([['docker.json', 'sources']]));
    expect(planned.get('docker')?.names).toEqual(new Map([['daemon.json', 'sources']]));
  });

  it('separates a directory made again from the one before', async () => {
    const before = (await requests()).find(([, { directory }]) => directory === host.at('a'));

    host.remove('a');
    host.mkdir('a');
    const after = (await requests()).find(([, { directory }]) => directory === host.at('a'));

    expect({ ...before?.[1], inode: '' }).toEqual({ ...after?.[1], inode: '' });
    expect(before?.[0]).not.toBe(after?.[0]);
  });
});
