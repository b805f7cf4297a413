import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDockerd } from '../../../src/core/docker/config/dockerd.ts';
import { Observer } from '../../../src/discovery/look/observe.ts';
import { ContainerdSocket } from '../../../src/sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../../../src/sources/engine/engine.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { settingsFor } from './source-settings.ts';

let root: string;
let observer: Observer;
let parsed: number;
let isBroken: boolean;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-observer-'));
  parsed = 0;
  isBroken = false;
  mkdirSync(join(root, 'etc/docker'), { recursive: true });
  mkdirSync(join(root, 'bin'));
  configure('{"runtimes": {"crun": {"path": "/usr/bin/crun"}}}');
  const files = new HostFiles(root);
  const settings = { ...settingsFor(root), searchPath: '/bin' };
  const engine = new Engine({ files, onChange: () => {} });
  const socket = new ContainerdSocket({ files, onChange: () => {} });
  observer = new Observer(files, settings, { engine, socket }, 0, (read) => {
    parsed += 1;
    if (isBroken && read.bytes !== undefined) throw new RangeError('Maximum call stack size exceeded');
    return parseDockerd(read);
  });
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function configure(text: string): void {
  writeFileSync(join(root, 'etc/docker/daemon.json'), text);
}

describe('Observer', () => {
  it('parses a dockerd once for the first look', async () => {
    const { docker } = await observer.observe('all');

    expect(parsed).toBe(1);
    expect(docker.dockerd.config).toMatchObject({ ok: true });
  });

  it('keeps the reading while only shims are looked at', async () => {
    const first = await observer.observe('all');
    writeFileSync(join(root, 'bin/containerd-shim-kata-v2'), '');

    const shims = await observer.observe('shims');
    const touched = await observer.observe('touched');

    expect(shims.places.flatMap(({ entries }) => entries)).toHaveLength(1);
    expect(shims.docker).toBe(first.docker);
    expect(touched.docker).toBe(first.docker);
    expect(parsed).toBe(1);
  });

  it('reads the sources again without parsing what did not change', async () => {
    const first = await observer.observe('all');

    const again = await observer.observe('sources');
    const all = await observer.observe('all');

    expect(again.docker).not.toBe(first.docker);
    expect(again.docker.dockerd).toBe(first.docker.dockerd);
    expect(all.docker.dockerd).toBe(first.docker.dockerd);
    expect(parsed).toBe(1);
  });

  it('parses a dockerd once more for a look that finds its file changed', async () => {
    const first = await observer.observe('all');
    configure('{}');

    const changed = await observer.observe('sources');

    expect(changed.docker.dockerd).not.toBe(first.docker.dockerd);
    expect(parsed).toBe(2);
  });

  it('reads the other sources though the parser of one throws', async () => {
    isBroken = true;
    writeFileSync(join(root, 'bin/containerd-shim-kata-v2'), '');

    const { docker, places } = await observer.observe('all');

    expect(docker.states).toMatchObject([
      { state: 'unreadable', message: expect.stringContaining('a bug in shimdex') },
    ]);
    expect(places.flatMap(({ entries }) => entries)).toHaveLength(1);
  });
});
