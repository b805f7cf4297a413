import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ScenarioHost, shimText } from './scenario-host.ts';

interface Scenario {
  readonly name: string;
  readonly prepare?: (host: ScenarioHost) => void;
  readonly act: (host: ScenarioHost) => void | Promise<void>;
}

const shim = 'a/containerd-shim-kata-v2';

/** Changes that the kernel reports: no verify tick helps. */
const heard: readonly Scenario[] = [
  { name: 'rename in', act: (host) => host.install(shim) },
  { name: 'overwrite', prepare: (host) => host.shim(shim), act: (host) => host.install(shim, 0o644) },
  { name: 'chmod -x', prepare: (host) => host.shim(shim), act: (host) => fs.chmodSync(host.at(shim), 0o644) },
  {
    name: 'symlink swap',
    prepare: (host) => {
      host.shim('targets/one');
      host.shim('targets/two');
      host.link('../targets/one', shim);
    },
    act: (host) => host.link('../targets/two', shim),
  },
  { name: 'unlink', prepare: (host) => host.shim(shim), act: (host) => host.remove(shim) },
  {
    name: 'three overwrites within 20 ms',
    prepare: (host) => host.shim(shim),
    act: async (host) => {
      for (const mode of [0o644, 0o755, 0o644]) {
        host.install(shim, mode);
        await pause(6);
      }
    },
  },
  {
    name: 'ghost: removed, created, removed within 100 ms',
    prepare: (host) => host.shim(shim),
    act: async (host) => {
      host.remove(shim);
      await pause(30);
      host.shim(shim);
      await pause(30);
      host.remove(shim);
    },
  },
  {
    name: '24 MB copied in chunks',
    act: async (host) => {
      const file = fs.openSync(host.at(shim), 'w', 0o755);
      for (let chunk = 0; chunk < 24; chunk++) {
        fs.writeSync(file, Buffer.alloc(1 << 20));
        await pause(1);
      }
      fs.writeSync(file, shimText, 0);
      fs.closeSync(file);
    },
  },
  {
    name: 'target of a symlinked shim replaced',
    prepare: (host) => {
      host.shim('targets/one');
      host.link('../targets/one', shim);
    },
    act: (host) => host.install('targets/one', 0o644),
  },
  {
    name: 'exec-only (0111)',
    prepare: (host) => host.shim(shim, 0o644),
    act: (host) => fs.chmodSync(host.at(shim), 0o111),
  },
  {
    name: 'OCI runtime of a configured runtime appears where shims are',
    prepare: (host) =>
      fs.writeFileSync(
        host.at('docker/daemon.json'),
        JSON.stringify({ runtimes: { crun: { path: host.at('a/crun') } } }),
      ),
    act: (host) => host.install('a/crun'),
  },
  {
    name: 'docker configuration renamed in',
    act: (host) => {
      fs.writeFileSync(host.at('outside/new'), JSON.stringify({ runtimes: { crun: { path: '/none/crun' } } }));
      host.rename('outside/new', 'docker/daemon.json');
    },
  },
];

/** What only looking shows. */
const verified: readonly Scenario[] = [
  {
    name: 'middle link of the alternatives swapped',
    prepare: (host) => {
      host.shim('targets/one');
      host.shim('targets/two');
      host.mkdir('alternatives');
      host.link(host.at('targets/one'), 'alternatives/kata');
      host.link(host.at('alternatives/kata'), shim);
    },
    act: (host) => host.link(host.at('targets/two'), 'alternatives/kata'),
  },
  {
    name: 'dangling link becomes valid',
    prepare: (host) => host.link(host.at('later/kata'), shim),
    act: (host) => {
      host.mkdir('later');
      host.shim('later/kata');
    },
  },
  {
    name: 'missing directory appears (mkdir -p)',
    act: (host) => {
      host.mkdir('c/deep');
      host.install('c/deep/containerd-shim-kata-v2');
    },
  },
  {
    name: 'directory removed and made again',
    prepare: (host) => host.shim(shim),
    act: (host) => {
      host.remove('a');
      host.mkdir('a');
      host.install('a/containerd-shim-runsc-v1');
    },
  },
  {
    name: 'directory renamed away and a new one moved in',
    prepare: (host) => host.shim(shim),
    act: (host) => {
      host.mkdir('other');
      host.install('other/containerd-shim-runsc-v1');
      host.rename('a', 'away');
      host.rename('other', 'a');
    },
  },
  {
    name: 'directory of the search path is a link that is turned',
    prepare: (host) => {
      host.remove('a');
      host.mkdir('one');
      host.mkdir('two');
      host.install('one/containerd-shim-kata-v2');
      host.install('two/containerd-shim-runsc-v1');
      host.link('one', 'a');
    },
    act: (host) => host.link('two', 'a'),
  },
  {
    name: 'queue overflow, an addition and a removal lost',
    prepare: (host) => host.shim(shim),
    act: (host) => {
      overflow(host);
      host.install('a/containerd-shim-runsc-v1');
      host.remove(shim);
    },
  },
  {
    name: 'queue overflow, only a chmod lost',
    prepare: (host) => host.shim(shim),
    act: (host) => {
      overflow(host);
      fs.chmodSync(host.at(shim), 0o644);
    },
  },
  {
    name: 'docker configuration appears in a directory that was not there',
    prepare: (host) => host.remove('docker'),
    act: (host) => {
      host.mkdir('docker');
      fs.writeFileSync(host.at('docker/daemon.json'), JSON.stringify({ runtimes: { crun: { path: '/none/crun' } } }));
    },
  },
];

/** Fills the kernel's queue of 16,384 events while nobody can empty it: what happens next is not reported to anyone. */
function overflow(host: ScenarioHost): void {
  const files = [host.at('a/one'), host.at('a/other')];
  for (const file of files) fs.writeFileSync(file, '');
  // By turns, as the kernel makes one of equal events in a row.
  for (let round = 0; round < 9000; round++) for (const file of files) fs.chmodSync(file, 0o600);
}

describe('Discovery', () => {
  let host: ScenarioHost;

  afterEach(() => host.stop());

  it.each(heard)('notices it: $name', async ({ prepare, act }) => {
    host = new ScenarioHost();
    prepare?.(host);
    await host.start();
    const before = host.served();

    await act(host);
    await host.converge(1000);

    expect(host.served()).not.toEqual(before);
  });

  it.each(verified)('finds out: $name', async ({ prepare, act }) => {
    host = new ScenarioHost({ verifySeconds: 0.2 });
    prepare?.(host);
    await host.start();
    const before = host.served();

    await act(host);
    await host.converge(1500);

    expect(host.served()).not.toEqual(before);
  });
});
