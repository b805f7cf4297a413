import * as fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { engineInfo, FakeEngine, json } from '../sources/engine/fake-engine.ts';
import { ScenarioHost } from './scenario-host.ts';

const crun = { path: '/usr/bin/crun' };

describe('Discovery with a Docker Engine', () => {
  let host: ScenarioHost;
  let engine: FakeEngine;

  beforeEach(() => {
    host = new ScenarioHost({ verifySeconds: 0.1 });
    engine = new FakeEngine(host.at('docker.sock'));
  });

  afterEach(async () => {
    await host.stop();
    await engine.stop();
  });

  function source() {
    return host.served()?.sources.find((each) => each.source === 'docker-engine');
  }

  function configure(value: unknown): void {
    fs.writeFileSync(host.at('docker/daemon.json'), JSON.stringify(value));
  }

  function codes(): string[] {
    return host.served()?.findings.map(({ code, subject }) => `${code} ${subject}`) ?? [];
  }

  it('the first inventory holds what an Engine says that answers in time', async () => {
    engine.info = json(engineInfo({ crun }, { DefaultRuntime: 'crun' }));
    await engine.start();

    await host.discovery.start();

    expect(host.discovery.reader.current()).toMatchObject({ revision: 1, defaultRuntime: 'crun' });
    expect(source()).toEqual({ source: 'docker-engine', state: 'read' });
  });

  it('an Engine that does not read daemon.json is not compared with one', async () => {
    configure({ runtimes: { crun } });
    engine.info = json(engineInfo({}, { ServerVersion: '5.4.2', DefaultRuntime: 'crun' }));
    await engine.start();

    await host.discovery.start();

    expect(source()?.state).toBe('read');
    expect(codes().join()).not.toMatch(/needed|next-start-fails|reload-crashes/);
  });

  it('an Engine that hangs delays nothing', async () => {
    engine.info = () => {};
    await engine.start();
    const began = performance.now();

    await host.discovery.start();
    const startedMs = performance.now() - began;
    host.shim('a/containerd-shim-kata-v2');
    const converging = performance.now();
    await eventually(() => expect(host.served()?.runtimes.map(({ name }) => name)).toContain('io.containerd.kata.v2'));

    expect(startedMs).toBeLessThan(1500);
    expect(performance.now() - converging).toBeLessThan(900);
    await eventually(() => expect(source()?.state).toBe('unreadable'));
  });

  it('a reload is followed at once', async () => {
    await engine.start();
    configure({ runtimes: { crun } });
    await host.discovery.start();
    expect(codes()).toContain('reload-needed crun');
    await eventually(() => expect(engine.listeners).toBe(1));
    engine.info = json(engineInfo({ crun }));

    engine.tellReload();

    await eventually(() => expect(codes()).not.toContain('reload-needed crun'));
  });

  it('an edit of the configuration shows as drift without the Engine being asked', async () => {
    await engine.start();
    await host.discovery.start();
    await eventually(() => expect(engine.listeners).toBe(1));
    expect(codes().join()).not.toContain('needed');

    configure({ runtimes: { crun } });

    await eventually(() => expect(codes()).toContain('reload-needed crun'));
  });

  it('an Engine that dies is absent, and is read again when it comes back', async () => {
    await engine.start();
    await host.discovery.start();
    await eventually(() => expect(source()?.state).toBe('read'));

    await engine.stop();
    await eventually(() => expect(source()?.state).toBe('absent'));
    engine = await new FakeEngine(engine.path, engineInfo({}, { DefaultRuntime: 'io.containerd.runc.v2' })).start();

    await eventually(() => expect(host.served()?.defaultRuntime).toBe('io.containerd.runc.v2'));
    expect(source()?.state).toBe('read');
  });

  it('one that answers garbage after it was good keeps what it said', async () => {
    engine.info = json(engineInfo({ crun }));
    await engine.start();
    await host.discovery.start();
    await eventually(() => expect(engine.listeners).toBe(1));
    engine.info = json([]);

    engine.tellReload();

    await eventually(() => expect(source()?.state).toBe('stale'));
    expect(host.served()?.runtimes.map(({ name }) => name)).toContain('crun');
    expect(codes()).toContain('source-stale docker-engine');
  });

  it('a change of the answer outside its runtimes publishes nothing', async () => {
    await engine.start();
    await host.discovery.start();
    await eventually(() => expect(engine.listeners).toBe(1));
    const before = host.discovery.reader.current()?.revision;
    engine.info = json(engineInfo({}, { NGoroutines: 43 }));

    engine.tellReload();

    await eventually(() => expect(host.discovery.engine.info().body?.['NGoroutines']).toBe(43));
    expect(host.discovery.reader.current()?.revision).toBe(before);
  });
});
