import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContainerdReader } from '../../../src/discovery/look/containerd-reader.ts';
import type { ObserveSettings } from '../../../src/settings/settings.ts';
import { ContainerdSocket } from '../../../src/sources/containerd-socket/containerd-socket.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { DaemonUnits } from '../../../src/sources/systemd/daemon-units.ts';
import { KnownServices } from '../../../src/sources/systemd/known-services.ts';
import { settingsFor } from './source-settings.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-containerd-reader-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode: 0o755 });
}

function readerWith(settings: Partial<ObserveSettings>) {
  const files = new HostFiles(root);
  const socket = new ContainerdSocket({ files, onChange: () => {} });
  const reader = new ContainerdReader(files, { ...settingsFor(root), ...settings }, socket);
  const units = new DaemonUnits(new KnownServices(files), () => undefined);
  const meant = { containerd: 'none', containerdAddress: '/run/containerd/containerd.sock' } as const;
  return { read: () => reader.read(meant, units, undefined), reader, units, socket };
}

async function missingOn(settings: Partial<ObserveSettings>): Promise<boolean> {
  const { read, reader, units } = readerWith(settings);
  return reader.orMissing((await read()).facts, units).isMissing === true;
}

describe('ContainerdReader', () => {
  it('a host without any program of containerd has no containerd', async () => {
    expect(await missingOn({})).toBe(true);
    write('/usr/bin/containerd', '#!/bin/sh\n');
    expect(await missingOn({})).toBe(false);
  });

  it.each([{ searchPath: '/opt/bin' }, { containerdVersion: '2.0.0' }, { containerdCwd: '/' }])(
    'a containerd with the given facts %j is not missing',
    async (given) => {
      expect(await missingOn(given)).toBe(false);
    },
  );

  it('keeps the last good configuration while the file cannot be read', async () => {
    write('/etc/containerd/config.toml', 'version = 2\nstate = "/data/state"\n');
    const { read } = readerWith({ containerdVersion: '1.7.0' });
    const good = await read();

    rmSync(join(root, 'etc/containerd/config.toml'));
    mkdirSync(join(root, 'etc/containerd/config.toml'));
    const kept = await read();

    expect(good.facts.stateDirectory).toBe('/data/state');
    expect(kept.facts.stateDirectory).toBe('/data/state');
    expect(kept.states).toContainEqual(expect.objectContaining({ source: 'containerd-config', state: 'stale' }));
  });

  it('does not ask a containerd that must not be asked', async () => {
    const { read, socket } = readerWith({ containerdSocket: 'none' });
    await read();

    expect(socket.known().state).toMatchObject({ message: 'Not asked, by --containerd-socket none' });
  });
});
