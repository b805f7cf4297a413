import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Engine, type EngineOptions } from '../../../src/sources/engine/engine.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { eventually } from '../../eventually.ts';
import { type Behaviour, engineInfo, FakeEngine, json } from './fake-engine.ts';

/** For tests that are not about deadlines: a busy machine is slow. */
const patientMs = 20_000;

let directory: string;
let fake: FakeEngine;
let engine: Engine;

beforeEach(async () => {
  directory = fs.mkdtempSync(join(tmpdir(), 'shimdex-engine-'));
  fake = await new FakeEngine(join(directory, 'docker.sock')).start();
});

afterEach(async () => {
  await engine.stop();
  await eventually(() => expect(fake.connections).toBe(0));
  await fake.stop();
  fs.rmSync(directory, { recursive: true, force: true });
});

function engineAt(socket: string, given: Partial<EngineOptions> = {}): Engine {
  engine = new Engine({ files: new HostFiles('/'), onChange: () => {}, deadlineMs: patientMs, ...given });
  engine.attend({ socket });
  return engine;
}

describe('Engine', () => {
  it('known() returns the runtimes, the default and the version of an answer', async () => {
    fake.info = json(
      engineInfo({
        crun: { path: '/usr/bin/crun', runtimeArgs: ['--debug'], status: { features: '{}' } },
        kata: { runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: '/k' } },
        untold: {},
        __proto__: { path: '/p' },
      }),
    );

    engineAt(fake.path);
    await Promise.all([engine.refresh('info', patientMs), engine.refresh('version', patientMs)]);

    const { state, facts } = engine.known();
    expect(state).toEqual({ source: 'docker-engine', state: 'read' });
    expect(facts).toMatchObject({ version: '28.5.2', defaultRuntime: 'runc' });
    expect(facts?.runtimes.get('crun')).toEqual({ path: '/usr/bin/crun', args: ['--debug'] });
    expect(facts?.runtimes.get('kata')).toEqual({
      runtimeType: 'io.containerd.kata.v2',
      options: { ConfigPath: '/k' },
    });
    expect(facts?.runtimes.get('untold')).toEqual({});
    expect(engine.version()).toMatchObject({ state: 'read', body: { ApiVersion: '1.51' } });
  });

  it('info() accepts the answer of a swarm with long-lived certificates', async () => {
    const Swarm = {
      Cluster: { Spec: { CAConfig: { NodeCertExpiry: 31_536_000_000_000_000 } }, CreatedAt: '2024-02-29T00:00:00Z' },
    };
    fake.info = json(engineInfo({}, { Swarm, \u0131nitBinary: 1 }));

    await engineAt(fake.path).refresh('info', patientMs);

    expect(engine.info()).toMatchObject({ state: 'read', body: { Swarm } });
  });

  it('info() keeps the last good answer of an Engine that fails, and reports it as stale', async () => {
    await engineAt(fake.path, { deadlineMs: 1000 }).refresh('info', patientMs);
    const { body } = engine.info();
    fake.info = () => {};

    await engine.refresh('info', patientMs);

    expect(engine.info()).toEqual({
      state: 'stale',
      message: `The Docker Engine at "${fake.path}" did not answer completely within 1 s`,
      body,
    });
    expect(engine.known().facts?.defaultRuntime).toBe('runc');
  });

  it('info() forgets an Engine that disappeared', async () => {
    await engineAt(fake.path).refresh('info', patientMs);
    await fake.stop({ leavesSocket: true });

    await engine.refresh('info', patientMs);

    expect(engine.info()).toEqual({
      state: 'absent',
      message: `The Docker Engine at "${fake.path}" is not listening`,
      gone: true,
    });
    expect(engine.known().facts).toBeUndefined();
  });

  it('refresh() returns at its timeout while the Engine hangs', async () => {
    fake.info = () => {};
    engineAt(fake.path, { deadlineMs: 60_000 });
    const began = performance.now();

    await engine.refresh('info', 50);

    expect(performance.now() - began).toBeLessThan(patientMs);
  });

  it.each([
    ['nothing', 'gone.sock', 'absent', /^Nothing is at "/],
    ['a file', 'file', 'unreadable', /is not a socket$/],
    ['a path that no socket can have', `${'long/'.repeat(30)}docker.sock`, 'unreadable', /longer than 107 bytes$/],
  ])('refresh() does not ask at %s', async (_what, name, state, message) => {
    const path = join(directory, name);
    fs.mkdirSync(join(path, '..'), { recursive: true });
    fs.writeFileSync(join(directory, 'file'), '');
    if (name.startsWith('long')) fs.linkSync(fake.path, path);

    await engineAt(path).refresh('info', patientMs);

    expect(engine.info()).toEqual({ state, message: expect.stringMatching(message) });
    expect(fake.asked).toEqual([]);
  });

  it('refresh() follows the links of a socket below the root and never out of it', async () => {
    fs.mkdirSync(join(directory, 'run'));
    fs.mkdirSync(join(directory, 'var'));
    fs.symlinkSync('/run', join(directory, 'var/run'));
    fs.linkSync(fake.path, join(directory, 'run/docker.sock'));
    fs.symlinkSync(fake.path, join(directory, 'run/outside.sock'));
    const files = new HostFiles(directory);

    await engineAt('/var/run/docker.sock', { files }).refresh('info', patientMs);
    const below = engine.info().state;
    engine.attend({ socket: '/var/run/outside.sock' });
    await engine.refresh('info', patientMs);

    expect([below, engine.info().state]).toEqual(['read', 'absent']);
  });
});

describe('Engine that answers only one of the questions', () => {
  it('refresh() does not wait for a version that hangs', async () => {
    fake.version = () => {};
    engineAt(fake.path, { deadlineMs: 60_000 }).listen();

    await engine.refresh('info', patientMs);

    expect([engine.info().state, engine.version().state]).toEqual(['read', 'absent']);
    await eventually(() => expect(fake.listeners).toBe(1));
  });

  it('refresh() does not wait for an info that hangs', async () => {
    fake.info = () => {};
    engineAt(fake.path, { deadlineMs: 60_000 }).listen();

    await engine.refresh('version', patientMs);

    expect([engine.info().state, engine.version().state]).toEqual(['absent', 'read']);
  });

  it('version() rejects an answer that clients cannot read', async () => {
    fake.version = json({ Version: '28.5.2', Components: [{ Name: 'Engine', Details: { Experimental: false } }] });

    await engineAt(fake.path).refresh('version', patientMs);

    expect(engine.version()).toEqual({
      state: 'unreadable',
      message: expect.stringMatching(
        /a boolean for Components\[0\]\.Details\["Experimental"\], where a string belongs$/,
      ),
    });
  });
});

describe('Engine with a hostile server', () => {
  const huge = Buffer.alloc(1024 * 1024, 0x20);
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: tcp\r\n\r\n';
  const pour: Behaviour = (response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && response.write(huge));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  };

  const hangs = /did not answer completely within 0\.3 s$/;

  it.each<[string, Behaviour, RegExp]>([
    ['a body without end', pour, /answered with more than 1024 KiB$/],
    ['a body of 1 GB that is announced', announced, /did not answer completely|answered with more than 1024 KiB/],
    ['a drip', drip, hangs],
    ['an end in the middle', halfway, /ended in the middle of its answer$/],
    ['another status', (response) => response.writeHead(500).end('{}'), /answered with the status 500$/],
    ['a redirection', (response) => response.writeHead(302, { location: '/x' }).end(), /answered with the status 302$/],
    ['an answer before the answer', (response) => response.writeContinue(), /answered with the status 100$/],
    ['another protocol', (response) => response.socket?.write(switching), /answered with the status 101$/],
    ['no HTTP', (response) => response.socket?.end('garbage\r\n\r\n'), /does not speak HTTP$/],
    ['no header end', (response) => response.socket?.write('HTTP/1.1 200 OK\r\nA: '), hangs],
    ['no JSON', (response) => response.end('{"a":'), /something that is not JSON$/],
    ['no UTF-8', (response) => response.end(Buffer.from([0x22, 0xff, 0x22])), /something that is not UTF-8$/],
    ['an empty body', (response) => response.end(), /something that is not JSON$/],
    ['depth', (response) => response.end('['.repeat(1_000_000)), /more than 64 levels$/],
    ['a million small values', (response) => response.end(`[${'[],'.repeat(300_000)}[]]`), /more than 50000 values$/],
    ['a string without an end', (response) => response.end(`{"a":"${'\\"'.repeat(500_000)}`), /that is not JSON$/],
    ['brackets in strings', (response) => response.end(`["${'[\\"]\\\\'.repeat(100)}"]`), /an array where an object/],
    ['an array', json([]), /an array where an object belongs$/],
    ['null', json(null), /nothing where an object belongs$/],
    ['Runtimes as an array', json(engineInfo({}, { Runtimes: [] })), /an array for Runtimes, where an object belongs$/],
    ['no Runtimes', json({}), /nothing for Runtimes, where an object belongs$/],
    ['a runtime as an array', json(engineInfo({ a: [] })), /an array for Runtimes\["a"\], where an object belongs$/],
    ['a path as a number', json(engineInfo({ a: { path: 1 } })), /a number for Runtimes\["a"\]\.path, where a string/],
    ['arguments as an object', json(engineInfo({ a: { runtimeArgs: {} } })), /runtimeArgs, where an array belongs/],
    [
      'a name as an array',
      json(engineInfo({}, { DefaultRuntime: ['a'] })),
      /for DefaultRuntime, where a string belongs$/,
    ],
    ['control characters', json(engineInfo({ '\u001b[31m': 1 })), /Runtimes\["\\u001b\[31m"\], where an object/],
    [
      'a status of numbers',
      json(engineInfo({ a: { status: { b: 1 } } })),
      /for Runtimes\["a"\]\.status\["b"\], where a str/,
    ],
    ['a swarm as an array', json(engineInfo({}, { Swarm: [] })), /an array for Swarm, where an object belongs$/],
    ['another spelling', json(engineInfo({}, { warnings: [] })), /with "warnings", which clients read as "Warnings"$/],
    [
      'a long s',
      json(engineInfo({}, { Warning\u017f: [] })),
      /with "Warning\u017f", which clients read as "Warnings"$/,
    ],
    ['no network', json(engineInfo({}, registry('x'))), /InsecureRegistryCIDRs\[0\], where a CIDR belongs$/],
    ['too large a network', json(engineInfo({}, registry('10.0.0.0/33'))), /CIDRs\[0\], where a CIDR belongs$/],
    ['no time', json(engineInfo({}, cluster({ CreatedAt: 'x' }))), /Swarm\.Cluster\.CreatedAt, where a time belongs$/],
    ['no such day', json(engineInfo({}, cluster({ CreatedAt: '2025-02-30T01:01:01Z' }))), /where a time belongs$/],
    ['a zone in a network', json(engineInfo({}, registry('fe80::1%eth0/64'))), /where a CIDR belongs$/],
    ['nothing for a network', json(engineInfo({}, registry(null))), /with nothing for RegistryConfig\.Insec\w+\[0\]$/],
    [
      'a subnet below none',
      json(engineInfo({}, cluster({ SubnetSize: -1 }))),
      /where a whole number from 0 on belongs$/,
    ],
    [
      'another alphabet',
      json(engineInfo({}, cluster({ TLSInfo: { CertIssuerSubject: '-_-_' } }))),
      /where base64 belongs$/,
    ],
    ['pieces', pieces, /answered in more than 16384 pieces$/],
    ['half a byte', json(engineInfo({}, { MemTotal: 0.5 })), /a number for MemTotal, where a whole number belongs$/],
    [
      'a plugin that is no name',
      json(engineInfo({}, { Plugins: { Log: [1] } })),
      /for Plugins\.Log\[0\], where a string/,
    ],
    ['long names', json(engineInfo({ ['x'.repeat(200_000)]: {} })), /runtimes that are longer than 128 KiB$/],
    ['too many runtimes', json(engineInfo(Object.fromEntries(many()))), /more than 1024 runtimes$/],
  ])('refresh() survives %s, and reports it', async (_what, behaviour, message) => {
    fake.info = behaviour;
    engineAt(fake.path, { deadlineMs: message.source === hangs.source ? 300 : patientMs });

    await Promise.all([engine.refresh('info', patientMs), engine.refresh('version', patientMs)]);

    expect(engine.info()).toEqual({ state: 'unreadable', message: expect.stringMatching(message) });
    expect(engine.known().facts).toBeUndefined();
    expect(engine.version().state).toBe('read');
  });

  it('refresh() limits what it keeps of an endless body', async () => {
    fake.info = pour;
    engineAt(fake.path);
    const before = process.memoryUsage().arrayBuffers;

    await engine.refresh('info', patientMs);

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('listen() reads little of a flood of events, and seldom asks', async () => {
    let poured = 0;
    fake.events = (response) => {
      response.on('close', () => (poured = response.socket?.bytesWritten ?? poured));
      pour(response, {} as never);
    };
    engineAt(fake.path).listen();

    await eventually(() => expect(fake.asked.filter((url) => url === '/info').length).toBeGreaterThan(5));
    const asked = fake.asked.filter((url) => url === '/info').length;
    await engine.stop();

    expect(asked).toBeLessThan(12);
    await eventually(() => expect(poured).toBeGreaterThan(0));
    expect(poured).toBeLessThan(16 * 1024 * 1024);
  });

  it.each<[string, Behaviour]>([
    ['another status', (response) => response.writeHead(500).end()],
    ['an answer before the answer', (response) => response.writeContinue()],
    ['another protocol', (response) => response.socket?.write(switching)],
    ['no HTTP', (response) => response.socket?.end('garbage\r\n\r\n')],
    ['an end at once', (response) => response.end()],
    ['an end in the middle', halfway],
  ])('listen() is not kept busy by an event stream with %s', async (_what, events) => {
    fake.events = events;
    engineAt(fake.path).listen();

    await eventually(() => expect(subscriptions()).toBeGreaterThan(0));
    const began = performance.now();
    await eventually(() => expect(subscriptions()).toBeGreaterThan(2));

    expect(performance.now() - began).toBeGreaterThan(600);
    expect(engine.info().state).toBe('read');
    expect(fake.asked.length).toBeLessThan(16);
  });

  it('listen() waits seconds for the header of events, and stop() does not', async () => {
    fake.events = (response) => response.socket?.write('HTTP/1.1 200 OK\r\nA: ');
    engineAt(fake.path).listen();
    await eventually(() => expect(subscriptions()).toBe(1));
    const began = performance.now();
    await eventually(() => expect(subscriptions()).toBe(2));
    expect(performance.now() - began).toBeGreaterThan(1500);

    await engine.stop();

    expect(engine.info().state).toBe('read');
    expect(fake.asked.length).toBeLessThan(16);
  });

  function subscriptions(): number {
    return fake.asked.filter((url) => url.startsWith('/events')).length;
  }

  it('listen() does not watch an Engine without a valid answer, and keeps asking it', async () => {
    fake.info = json([]);
    fake.events = pour;
    engineAt(fake.path).listen();

    await eventually(() => expect(fake.asked.filter((url) => url === '/info').length).toBeGreaterThan(2));

    expect(engine.known()).toEqual({ state: expect.objectContaining({ state: 'unreadable' }) });
    expect(fake.asked.filter((url) => url.startsWith('/events'))).toEqual([]);
  });

  function announced(response: Parameters<Behaviour>[0]): void {
    response.writeHead(200, { 'content-length': 1_000_000_000 });
    for (let count = 0; count < 6; count += 1) response.write(huge);
  }

  function drip(response: Parameters<Behaviour>[0]): void {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  }

  function halfway(response: Parameters<Behaviour>[0]): void {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"Runtimes":', () => response.socket?.destroy());
  }

  function registry(network: string | null): object {
    return { RegistryConfig: { InsecureRegistryCIDRs: [network] } };
  }

  function cluster(members: object): object {
    return { Swarm: { Cluster: members } };
  }

  /** Chunks of one byte each. */
  function pieces(response: Parameters<Behaviour>[0]): void {
    response.socket?.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    response.socket?.write('1\r\n \r\n'.repeat(20_000));
  }

  function many(): [string, object][] {
    return Array.from({ length: 1025 }, (_, index) => [`r${index}`, { path: '/x' }]);
  }
});

describe('Engine that is watched', () => {
  it('listen() asks again after a reload event, and reports changes', async () => {
    const onChange = vi.fn();
    engineAt(fake.path, { onChange }).listen();
    await eventually(() => expect(fake.listeners).toBe(1));
    engine.known();
    fake.info = json(engineInfo({ crun: { path: '/usr/bin/crun' } }));

    fake.tellReload();

    await eventually(() => expect(onChange).toHaveBeenCalled());
    expect(engine.known().facts?.runtimes.has('crun')).toBe(true);
  });

  it('listen() reports no change when no fact changed', async () => {
    const onChange = vi.fn();
    engineAt(fake.path, { onChange }).listen();
    await eventually(() => expect(fake.listeners).toBe(1));
    engine.known();
    fake.info = json(engineInfo({}, { NGoroutines: 43 }));

    fake.tellReload();

    await eventually(() => expect(engine.info().body?.['NGoroutines']).toBe(43));
    expect(onChange).not.toHaveBeenCalled();
  });

  it('listen() continues after the event stream ends', async () => {
    engineAt(fake.path).listen();
    await eventually(() => expect(fake.listeners).toBe(1));

    await fake.stop();
    fake = await new FakeEngine(fake.path, engineInfo({ crun: { path: '/c' } })).start();
    engine.attend({ socket: fake.path });

    await eventually(() => expect(fake.listeners).toBe(1));
    expect(engine.known().facts?.runtimes.has('crun')).toBe(true);
  });

  it('listen() asks an Engine that hung until it answers', async () => {
    const { info } = fake;
    fake.info = () => {};
    engineAt(fake.path, { deadlineMs: 100 }).listen();
    await eventually(() => expect(engine.info().state).toBe('unreadable'));

    fake.info = info;

    await eventually(() => expect(engine.info().state).toBe('read'));
  });

  it('stop() ends questions in progress', async () => {
    fake.info = () => {};
    engineAt(fake.path, { deadlineMs: 60_000 }).listen();
    await eventually(() => expect(fake.asked).toContain('/info'));
    const began = performance.now();

    await engine.stop();

    expect(performance.now() - began).toBeLessThan(patientMs);
  });
});
