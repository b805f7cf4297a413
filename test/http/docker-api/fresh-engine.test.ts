import { describe, expect, it, onTestFinished } from 'vitest';
import { DockerApi } from '../../../src/http/docker-api/docker-api.ts';
import { FreshEngine } from '../../../src/http/docker-api/fresh-engine.ts';
import type { EngineQuestion, EngineReading, EngineView } from '../../../src/model/docker/engine-view.ts';
import { runtime } from '../../builders.ts';
import { ask, askJson, serve } from '../serving.ts';

/** An Engine whose last answers the test sets, and whose refreshing it times. */
class ShownEngine implements EngineView {
  infoReading: EngineReading = { state: 'absent' };
  versionReading: EngineReading = { state: 'absent' };
  onRefresh: (question: EngineQuestion) => Promise<void> = async () => {};
  readonly refreshed: EngineQuestion[] = [];

  info(): EngineReading {
    return this.infoReading;
  }

  version(): EngineReading {
    return this.versionReading;
  }

  refresh(question: EngineQuestion): Promise<void> {
    this.refreshed.push(question);
    return this.onRefresh(question);
  }
}

function infoOf(body: Record<string, unknown>): EngineReading {
  return { state: 'read', body };
}

async function serveWith(engine: EngineView) {
  const { port } = await serve({ engine, inventory: { runtimes: [runtime({ name: 'io.containerd.kata.v2' })] } });
  const info = async () => (await askJson(port, '/docker/info')).json;
  return { port, info };
}

describe('GET /info with an Engine', () => {
  it("is the Engine's, with our runtimes added", async () => {
    const engine = new ShownEngine();
    engine.infoReading = infoOf({ ID: 'engine', Runtimes: { crun: { path: '/usr/bin/crun' } } });
    const { info } = await serveWith(engine);

    expect(await info()).toMatchObject({
      ID: 'engine',
      Runtimes: { crun: { path: '/usr/bin/crun' }, 'io.containerd.kata.v2': {} },
      Warnings: [],
    });
  });

  it('is asked for each answer, so it is never older than the question', async () => {
    const engine = new ShownEngine();
    const { info } = await serveWith(engine);

    const seen: unknown[] = [];
    for (const count of [1, 2, 3]) {
      engine.onRefresh = async () => {
        engine.infoReading = infoOf({ Containers: count });
      };
      seen.push((await info())['Containers']);
    }

    expect(seen).toEqual([1, 2, 3]);
  });

  it("has the Engine's status taken out below version 1.44", async () => {
    const engine = new ShownEngine();
    engine.infoReading = infoOf({ Runtimes: { crun: { path: '/usr/bin/crun', status: { a: 'b' } } } });
    const { port } = await serveWith(engine);

    const { json } = await askJson(port, '/docker/v1.43/info');

    expect(json['Runtimes']).toEqual({ crun: { path: '/usr/bin/crun' }, 'io.containerd.kata.v2': {} });
  });

  it('reports that an Engine died, and that it came back', async () => {
    const engine = new ShownEngine();
    const { info } = await serveWith(engine);
    const warnings: unknown[] = [];
    const states: readonly EngineReading[] = [
      { state: 'absent' },
      infoOf({ Containers: 1 }),
      { state: 'stale', body: { Containers: 1 }, message: 'timed out' },
      { state: 'absent', message: 'gone', gone: true },
      { state: 'absent', gone: true },
      infoOf({ Containers: 2 }),
    ];
    for (const reading of states) {
      engine.infoReading = reading;
      warnings.push((await info())['Warnings']);
    }

    expect(warnings).toEqual([
      [],
      [],
      [expect.stringMatching(/timed out; its last answer is shown \(docker-engine\)$/)],
      [expect.stringMatching(/gone; its data is missing \(docker-engine\)$/)],
      [expect.stringMatching(/The Docker Engine is gone; its data is missing \(docker-engine\)$/)],
      [],
    ]);
  });

  it.each([
    ['hangs', () => new Promise<void>(() => {}), 'The Docker Engine did not answer within 1.5 seconds'],
    ['fails', () => Promise.reject(new Error('broken')), 'why'],
  ])('answers within 2 s though the Engine %s, and says so', async (_what, onRefresh, why) => {
    const engine = new ShownEngine();
    engine.infoReading = { state: 'unreadable', message: 'why' };
    engine.onRefresh = onRefresh;
    const { info } = await serveWith(engine);
    const began = performance.now();

    const { Runtimes, Warnings } = await info();

    expect(performance.now() - began).toBeLessThan(2_000);
    expect(Object.keys(Runtimes as object)).toEqual(['io.containerd.kata.v2']);
    expect(Warnings).toEqual([`WARNING: shimdex: ${why}; its data is missing (docker-engine)`]);
  });

  it('reports a hanging Engine as late before its view does', async () => {
    const engine = new ShownEngine();
    engine.infoReading = infoOf({ Containers: 1 });
    engine.onRefresh = () => new Promise<void>(() => {});
    const { info } = await serveWith(engine);

    const { Containers, Warnings } = await info();

    expect(Containers).toBe(1);
    expect(Warnings).toEqual([
      'WARNING: shimdex: The Docker Engine did not answer within 1.5 seconds; its last answer is shown (docker-engine)',
    ]);
  });

  it('answers a ping at once, even if the Engine fails', async () => {
    const engine = new ShownEngine();
    engine.onRefresh = () => new Promise<void>(() => {});
    const { port } = await serveWith(engine);

    expect((await ask(port, '/docker/_ping')).status).toBe(200);
    expect(engine.refreshed).toEqual([]);
  });
});

describe('GET /version with an Engine', () => {
  it("is the Engine's own, and never promises what is refused here", async () => {
    const engine = new ShownEngine();
    engine.versionReading = { state: 'read', body: { Version: '29.99.0', ApiVersion: '1.56', MinAPIVersion: '1.40' } };
    const { port } = await serveWith(engine);

    const { headers, json } = await askJson(port, '/docker/version');

    expect(json).toEqual({ Version: '29.99.0', ApiVersion: '1.56', MinAPIVersion: '1.40' });
    expect(headers['api-version']).toBe('1.56');
    expect((await ask(port, '/docker/v1.56/info')).status).toBe(200);
    expect((await ask(port, '/docker/v1.57/info')).status).toBe(400);
  });

  it("is shimdex's own while the Engine has not answered", async () => {
    const engine = new ShownEngine();
    engine.versionReading = { state: 'unreadable', message: 'why' };
    const { port } = await serveWith(engine);

    expect((await askJson(port, '/docker/version')).json).toMatchObject({ Platform: { Name: 'shimdex' } });
  });
});

describe('Engine', () => {
  it('info() shares one question among all callers that wait for it', async () => {
    const shown = new ShownEngine();
    let answer = () => {};
    shown.onRefresh = () => new Promise((resolve) => (answer = resolve));
    const engine = new FreshEngine(shown, 60_000);

    const asking = Promise.all([engine.info(), engine.info()]);
    answer();
    await asking;
    const again = engine.info();
    answer();
    await again;

    expect(shown.refreshed).toEqual(['info', 'info']);
  });

  it('info() is as fresh as it was asked, though the version hangs', async () => {
    const shown = new ShownEngine();
    shown.infoReading = infoOf({ Containers: 1 });
    shown.onRefresh = (question) => (question === 'version' ? new Promise<void>(() => {}) : Promise.resolve());
    const engine = new FreshEngine(shown, 50);

    const [info, version] = await Promise.all([engine.info(), engine.version()]);

    expect(info).toEqual(infoOf({ Containers: 1 }));
    expect(version).toMatchObject({
      state: 'unreadable',
      message: 'The Docker Engine did not answer within 0.05 seconds',
    });
  });

  it('info() without an Engine is an absence', async () => {
    expect(await new FreshEngine(undefined, 0).info()).toEqual({ state: 'absent' });
  });
});

it('a façade that was ended takes no more listeners', async () => {
  const { reader } = await serve();
  const api = new DockerApi({ reader, version: '0.0.0' });
  const before = reader.listeners;
  onTestFinished(() => api.end());

  api.end();

  expect(reader.listeners).toBe(before - 1);
});
