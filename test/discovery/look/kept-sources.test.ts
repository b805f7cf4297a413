import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptSources } from '../../../src/discovery/look/kept-sources.ts';
import { SourceReader } from '../../../src/discovery/look/source-reader.ts';
import { ContainerdSocket } from '../../../src/sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../../../src/sources/engine/engine.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { settingsFor } from './source-settings.ts';

/** A host on a machine that may be out of descriptors. */
class TroubledFiles extends HostFiles {
  trouble: string | undefined;

  override takeTrouble(): string | undefined {
    const { trouble } = this;
    this.trouble = undefined;
    return trouble;
  }
}

let files: TroubledFiles;
let kept: KeptSources;
let reads: number;
let doubts: number;
let trouble: string | undefined;

beforeEach(() => {
  files = new TroubledFiles(mkdtempSync(join(tmpdir(), 'shimdex-kept-')));
  reads = 0;
  doubts = 0;
  trouble = undefined;
  const daemons = {
    engine: new Engine({ files, onChange: () => {} }),
    socket: new ContainerdSocket({ files, onChange: () => {} }),
  };
  const reader = new SourceReader(files, { ...settingsFor(files.root), searchPath: '/bin' }, daemons, 0);
  kept = new KeptSources(files, {
    doubt: () => {
      doubts += 1;
    },
    read: async () => {
      reads += 1;
      const sources = await reader.read();
      files.trouble = trouble;
      return sources;
    },
  });
});

afterEach(() => rmSync(files.root, { recursive: true, force: true }));

describe('KeptSources.read()', () => {
  it('reads the sources for the first look, and then only for a look at them', async () => {
    const first = await kept.read('touched');

    expect(await kept.read('shims')).toBe(first);
    expect(reads).toBe(1);
    expect(await kept.read('sources')).not.toBe(first);
    expect(reads).toBe(2);
  });

  it('asks the daemons again for a look that trusts nothing, except for the first one', async () => {
    await kept.read('all');
    expect(doubts).toBe(0);

    await kept.read('sources');
    expect(doubts).toBe(0);
    await kept.read('all');
    expect(doubts).toBe(1);
  });

  it('keeps the last sources as stale while this machine cannot read, and says why', async () => {
    const first = await kept.read('all');
    trouble = 'EMFILE';
    const stale = await kept.read('sources');

    expect(kept.isStale).toBe(true);
    expect(await kept.read('shims')).toBe(stale);
    expect(stale.containerd).toBe(first.containerd);
    expect(stale.docker.dockerd).toBe(first.docker.dockerd);
    expect(stale.docker).not.toBe(first.docker);
    expect(stale.states.filter(({ state }) => state === 'read')).toEqual([]);
    expect(stale.states).toContainEqual(
      expect.objectContaining({ state: 'stale', message: 'shimdex cannot read: too many open files' }),
    );

    trouble = undefined;
    await kept.read('sources');
    expect(kept.isStale).toBe(false);
  });

  it('has nothing to keep when the first reading is troubled', async () => {
    trouble = 'EMFILE';
    const first = await kept.read('all');

    expect(kept.isStale).toBe(false);
    expect(first.states.filter(({ state }) => state === 'stale')).toEqual([]);
  });
});
