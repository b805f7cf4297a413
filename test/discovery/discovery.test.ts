import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FileFact } from '../../src/model/host/file-fact.ts';
import { HostFiles } from '../../src/sources/host-files.ts';
import { eventually } from '../eventually.ts';
import { inotifyWatches } from './inotify.ts';
import { ScenarioHost, until } from './scenario-host.ts';

/** Eyes that fail in a way no eye should. */
class WeakFiles extends HostFiles {
  broken = false;

  override inspect(...seen: Parameters<HostFiles['inspect']>): FileFact {
    if (this.broken) throw new Error('a bug');
    return super.inspect(...seen);
  }

  override isPresent(...seen: Parameters<HostFiles['isPresent']>): boolean {
    if (this.broken) throw new Error('a bug');
    return super.isPresent(...seen);
  }
}

const shim = 'a/containerd-shim-kata-v2';

describe('Discovery', () => {
  let host: ScenarioHost;

  afterEach(() => host.stop());

  function runtimeNames(): string[] {
    return host.served()?.runtimes.map(({ name }) => name) ?? [];
  }

  function configure(text: string): void {
    fs.writeFileSync(host.at('docker/daemon.json'), text);
  }

  it('start() settles with the first inventory published', async () => {
    host = new ScenarioHost();
    host.shim(shim);

    expect(host.discovery.reader.current()).toBeUndefined();
    await host.discovery.start();

    expect(host.discovery.reader.current()?.revision).toBe(1);
    expect(runtimeNames()).toContain('io.containerd.kata.v2');
  });

  it('takes one kernel watch for each directory, whatever number of paths lead to it', async () => {
    const before = inotifyWatches();
    host = new ScenarioHost();
    host.link('../a', 'c');
    host.link('.', 'a/deep');
    host.install('targets/kata');
    host.link('../targets/kata', shim);
    const twins = ['cwd', 'a', 'b', 'targets', 'docker', 'containerd'];

    await host.start();

    expect(inotifyWatches() - before).toBe(twins.length);
    expect(host.discovery.statistics).toMatchObject({ watches: twins.length, unwatched: 0, watchErrors: 0 });
  });

  it('keeps the last good runtimes while the configuration is half written', async () => {
    host = new ScenarioHost();
    configure('{"runtimes": {"crun": {"path": "/none/crun"}}}');
    await host.start();

    configure('{"runtimes": {"crun": {"path": "/none/crun"}, "youki": {"pa');
    await eventually(() => expect(host.served()?.sources).toContainEqual(expect.objectContaining({ state: 'stale' })));
    const names = runtimeNames();
    configure('{"runtimes": {"youki": {"path": "/none/youki"}}}');
    await host.converge(1000);

    expect(names).toContain('crun');
    expect(runtimeNames()).toContain('youki');
    expect(runtimeNames()).not.toContain('crun');
  });

  it('hears that the interpreter of a shim is gone, in a directory of the search path', async () => {
    host = new ScenarioHost();
    fs.writeFileSync(host.at('b/interpreter'), '#!/bin/sh\n', { mode: 0o755 });
    fs.writeFileSync(host.at(shim), `#!${host.at('b/interpreter')}\n`, { mode: 0o755 });
    await host.start();
    const kata = () => host.served()?.runtimes.find(({ name }) => name === 'io.containerd.kata.v2');
    expect(kata()?.available).toBe(true);

    fs.rmSync(host.at('b/interpreter'));
    await eventually(() => expect(kata()?.unavailable?.reason).toBe('interpreter-missing'));
  });

  it('publishes nothing when nothing changed', async () => {
    host = new ScenarioHost();
    // Nothing is read of a link that leads nowhere, so only the programs of this machine are news after the start.
    host.link('/nowhere', shim);
    await host.start();
    const { reader } = host.discovery;
    await host.readPrograms();
    const { observations } = host.discovery.statistics;
    const [revision, changes] = [reader.current()?.revision, reader.changes()];

    fs.lutimesSync(host.at(shim), 1, 1);
    await until(() => host.discovery.statistics.observations > observations, 1000);

    expect(reader.current()?.revision).toBe(revision);
    expect(reader.changes()).toEqual(changes);
  });

  it('notices a directory that is created again, and watches the new one', async () => {
    host = new ScenarioHost();
    host.shim(shim);
    await host.start();

    host.remove('a');
    host.mkdir('a');
    await host.converge(1000);
    const { observations } = host.discovery.statistics;
    await until(() => host.discovery.statistics.observations >= observations, 1000);
    await host.discovery.refresh({ all: false });
    host.install(shim);
    await host.converge(1000);

    expect(runtimeNames()).toContain('io.containerd.kata.v2');
  });

  it('looks seldom and publishes little while unrelated files appear and disappear', async () => {
    host = new ScenarioHost();
    await host.start();
    await host.readPrograms();
    const { observations } = host.discovery.statistics;

    for (let number = 0; number < 500; number++) fs.writeFileSync(host.at(`a/unrelated-${number}`), '');
    host.install('b/containerd-shim-last-v1');
    await host.converge(1000);

    expect(host.discovery.statistics.observations - observations).toBeLessThanOrEqual(2);
  });

  it('keeps up with a storm of shims, one look at a time', async () => {
    host = new ScenarioHost();
    await host.start();
    const began = performance.now();

    for (let number = 0; number < 300; number++) {
      host.install(`a/containerd-shim-s${number % 7}-v1`, number % 2 === 0 ? 0o755 : 0o644);
      await pause(1);
    }
    await host.converge(1000);
    const elapsedMs = performance.now() - began;

    expect(host.discovery.statistics.observations).toBeLessThan(4 + elapsedMs / 8);
  });

  it('refresh() shows what happened before the call', async () => {
    host = new ScenarioHost();
    await host.start();

    host.install(shim);
    await host.discovery.refresh({ all: false });

    expect(runtimeNames()).toContain('io.containerd.kata.v2');
  });

  it('keeps what it has when a look fails, and looks again with the next tick', async () => {
    const files = new WeakFiles('/');
    host = new ScenarioHost({ files, verifySeconds: 0.1 });
    host.shim(shim);
    await host.start();

    files.broken = true;
    host.remove(shim);
    await until(() => host.discovery.statistics.failedObservations >= 3, 10_000);
    const names = runtimeNames();
    files.broken = false;
    await host.converge(1000);

    expect(names).toContain('io.containerd.kata.v2');
    expect(runtimeNames()).not.toContain('io.containerd.kata.v2');
  });

  it('start() survives a first look that fails', async () => {
    const files = new WeakFiles('/');
    files.broken = true;
    host = new ScenarioHost({ files, verifySeconds: 0.1 });

    await host.discovery.start();
    const first = host.discovery.reader.current();
    files.broken = false;
    await host.converge(1000);

    expect(first).toBeUndefined();
  });

  it('sees every change though the clock jumps by months', async () => {
    host = new ScenarioHost({ verifySeconds: 0.1 });
    await host.start();
    const now = Date.now.bind(Date);
    let jumpMs = 0;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + jumpMs);
    onTestFinished(() => clock.mockRestore());

    for (const [jump, days] of [30, -400, 0].entries()) {
      jumpMs = days * 24 * 3600 * 1000;
      host.install(`a/containerd-shim-jump${jump}-v1`);
      await host.converge(2000);
      expect(runtimeNames()).toContain(`io.containerd.jump${jump}.v1`);
    }
  });

  it('reports how long each look took', async () => {
    host = new ScenarioHost();

    await host.start();

    const { observations, lastObservationSeconds, lastObservationTimestamp, verifiedPaths } = host.discovery.statistics;
    expect(observations).toBeGreaterThanOrEqual(2);
    expect(lastObservationSeconds).toBeGreaterThan(0);
    expect(Math.abs((lastObservationTimestamp ?? 0) - Date.now() / 1000)).toBeLessThan(10);
    expect(verifiedPaths).toBeGreaterThan(3);
  });

  it('stop() leaves no watch and no timer, and nothing is looked at any more', async () => {
    const watches = inotifyWatches();
    const timers = countTimers();
    host = new ScenarioHost({ verifySeconds: 0.05, rescanSeconds: 0.05 });
    await host.start();
    host.install(shim);

    await host.discovery.stop();
    const { observations } = host.discovery.statistics;
    host.remove(shim);
    await host.discovery.refresh({ all: true });

    expect(inotifyWatches()).toBe(watches);
    expect(countTimers()).toBeLessThanOrEqual(timers);
    expect(host.discovery.statistics.observations).toBe(observations);
  });
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}
