import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Question } from '../../../src/model/resolver.ts';
import { finding, handler, place, runtime, shim, shimProcess } from '../../builders.ts';
import { ask, askJson, resolution, serve } from '../serving.ts';

const kata = runtime({
  name: 'io.containerd.kata.v2',
  binary: 'containerd-shim-kata-v2',
  path: '/opt/kata/bin/containerd-shim-kata-v2',
  aliases: ['kata.v2'],
});
const crun = runtime({ name: 'crun', origin: 'configured', available: false });
const denied = runtime({ name: 'io.containerd.evil.v1', permitted: false });
const known = { runtimes: [crun, denied, kata], sources: [{ source: 'search-path', state: 'read' }] } as const;
const filled = { ...known, runtimes: [...known.runtimes], sources: [...known.sources] };

it('GET /v1/runtimes answers the permitted set alone', async () => {
  const { port } = await serve({ inventory: filled });

  const { status, headers, json } = await askJson(port, '/v1/runtimes');

  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/json');
  expect(json).toEqual({ revision: 1, defaultRuntime: 'runc', runtimes: [crun, kata], sources: known.sources });
});

it.each([
  ['?available=true', ['io.containerd.kata.v2']],
  ['?available=false', ['crun']],
  ['?origin=configured', ['crun']],
  ['?origin=configured&available=true', []],
  ['?available=false&origin=configured', ['crun']],
  ['?', ['crun', 'io.containerd.kata.v2']],
])('GET /v1/runtimes%s narrows', async (query, names) => {
  const { port } = await serve({ inventory: filled });

  const { json } = await askJson(port, `/v1/runtimes${query}`);

  expect(json['runtimes']).toMatchObject(names.map((name) => ({ name })));
});

it.each([
  ['/v1/shims', { shims: [shim({ path: '/usr/bin/containerd-shim-a-v1' })] }],
  ['/v1/search-path', { searchPath: [place({ directory: '/usr/bin' })] }],
  [
    '/v1/handlers',
    { cri: { state: 'served' as const }, defaultHandler: 'runc', handlers: [handler({ handler: 'kata' })] },
  ],
  ['/v1/processes', { processes: [shimProcess({ pid: 500 })] }],
  [
    '/v1/programs',
    { programs: [{ role: 'dockerd' as const, path: '/usr/bin/dockerd', pid: 7, state: 'current' as const }] },
  ],
  ['/v1/findings', { findings: [finding()] }],
])('GET %s answers its list, the revision and the sources', async (path, list) => {
  const { port } = await serve({ inventory: list });

  const { status, json } = await askJson(port, path);

  expect(status).toBe(200);
  expect(json).toEqual({ revision: 1, sources: [], ...list });
});

it('GET /v1/findings?severity=high narrows', async () => {
  const high = finding({ severity: 'high' });
  const { port } = await serve({ inventory: { findings: [high, finding()] } });

  const { json } = await askJson(port, '/v1/findings?severity=high');

  expect(json['findings']).toEqual([high]);
});

it('GET /v1/inventory answers the whole, and newer bytes after a publication', async () => {
  const { port, reader } = await serve();
  const first = await askJson(port, '/v1/inventory');

  const shown = reader.show({ runtimes: [kata] });
  const second = await askJson(port, '/v1/inventory');

  expect(first.json).toMatchObject({ revision: 1, runtimes: [] });
  expect(second.json).toEqual(shown);
});

it('GET /v1/changes lists what was published, newest first', async () => {
  const { port, reader } = await serve();
  reader.show({}, [{ kind: 'runtime', action: 'create', key: 'a', after: kata }]);
  reader.show();

  const { json } = await askJson(port, '/v1/changes');

  expect(json).toMatchObject({ revision: 3, sources: [], changes: [{ revision: 3 }, { revision: 2 }] });
});

it('the same question of the same revision has the same bytes and a strong ETag', async () => {
  const { port } = await serve({ inventory: filled });

  for (const path of ['/v1/runtimes', '/v1/runtimes?origin=implicit', '/v1/runtimes/crun', '/v1/changes']) {
    const [first, second] = [await ask(port, path), await ask(port, path)];

    expect(second.bytes).toEqual(first.bytes);
    expect(first.headers).toMatchObject({ etag: '"boot.1"', vary: 'Accept-Encoding', 'cache-control': 'no-cache' });
  }
});

it('a client that takes gzip gets the compressed twin under its own ETag', async () => {
  const { port } = await serve({ inventory: filled });
  const plain = await ask(port, '/v1/runtimes');

  const packed = await ask(port, '/v1/runtimes', { headers: { 'Accept-Encoding': 'br, gzip;q=0.5' } });

  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', etag: '"boot.1-gzip"', vary: 'Accept-Encoding' });
  expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
});

it.each(['"boot.1"', '"boot.1-gzip"', 'W/"boot.1"', '"x", "boot.1"', '*'])(
  'If-None-Match: %s gives 304 for either twin',
  async (tag) => {
    const { port } = await serve();

    for (const encoding of ['identity', 'gzip']) {
      const headers = { 'If-None-Match': tag, 'Accept-Encoding': encoding };
      const answer = await ask(port, '/v1/inventory', { headers });

      expect(answer).toMatchObject({ status: 304, text: '' });
      expect(answer.headers).toMatchObject({ vary: 'Accept-Encoding', 'cache-control': 'no-cache' });
      expect(tag === '*' ? '"boot.1"' : tag).toContain(answer.headers.etag);
    }
  },
);

it('an older ETag gives the newer answer', async () => {
  const { port, reader } = await serve();
  reader.show();

  const answer = await ask(port, '/v1/inventory', { headers: { 'If-None-Match': '"boot.1"' } });

  expect(answer).toMatchObject({ status: 200, headers: { etag: '"boot.2"' } });
});

it.each(['docker', 'containerd', 'nerdctl', 'cri'])('GET /v1/resolve answers the client %s', async (client) => {
  const { port } = await serve({ resolve: (question) => resolution(question) });

  const { status, json } = await askJson(port, `/v1/resolve?name=kata&client=${client}`);

  expect([status, json]).toEqual([200, expect.objectContaining({ name: 'kata', client })]);
});

it('GET /v1/resolve answers a resolution that must not be stored', async () => {
  const { port } = await serve({
    resolve: ({ name, client }, current) => resolution({ name, client, note: `of revision ${current.revision}` }),
  });

  const { status, headers, json } = await askJson(port, '/v1/resolve?name=a%2Fb+c&client=containerd');

  expect(status).toBe(200);
  expect(json).toMatchObject({ name: 'a/b c', client: 'containerd', note: 'of revision 1', revision: 1, sources: [] });
  expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  expect(headers.etag).toBeUndefined();
});

it('GET /v1/explain finds the name in a pasted text and answers for each client', async () => {
  const { port } = await serve({ resolve: (question) => resolution(question) });

  const pasted = encodeURIComponent('docker run --runtime=kata alpine');
  const { status, headers, json } = await askJson(port, `/v1/explain?text=${pasted}`);

  expect(status).toBe(200);
  expect(json).toMatchObject({
    text: 'docker run --runtime=kata alpine',
    name: 'kata',
    client: 'docker',
    answers: ['docker', 'containerd', 'nerdctl', 'cri'].map((client) => ({ name: 'kata', client })),
    findings: [],
    revision: 1,
  });
  expect(headers).toMatchObject({ 'cache-control': 'no-store' });
});

it('GET /v1/explain asks for the default that is not known, and not for the empty name', async () => {
  const asked: Question[] = [];
  const resolve = (question: Question) => {
    asked.push(question);
    return resolution(question);
  };
  const { port } = await serve({ inventory: { defaultRuntime: '' }, resolve });

  await askJson(port, `/v1/explain?text=${encodeURIComponent('docker run alpine')}`);

  expect(asked[0]).toEqual({ name: '', client: 'docker', usesDefault: true });
});

it.each([
  ['hello world', 'nothing', 'hello world', 'text'],
  ['RuntimeClass "gvisor" not found', 'runtime-class', 'gvisor', undefined],
  ['docker run alpine --runtime kata', 'default', 'runc', undefined],
])('GET /v1/explain says what it found in %s', async (text, found, name, about) => {
  const asked: Question[] = [];
  const resolve = (question: Question) => {
    asked.push(question);
    return resolution(question);
  };
  const { port } = await serve({ inventory: { defaultRuntime: 'runc' }, resolve });

  const { json } = await askJson(port, `/v1/explain?text=${encodeURIComponent(text)}`);

  expect(json).toMatchObject({ text, found, name });
  expect(asked.find(({ client }) => client === 'docker')?.about).toBe(about);
});

it('GET /v1/explain takes a text with a blank for a name where a runtime has it', async () => {
  const name = 'io.containerd.a b.v1';
  const { port } = await serve({ inventory: { runtimes: [runtime({ name })] } });

  const { json } = await askJson(port, `/v1/explain?text=${encodeURIComponent(name)}`);

  expect(json).toMatchObject({ name });
  expect(json).not.toHaveProperty('found');
});

it('GET /v1/explain takes a configured name as it is written', async () => {
  const name = 'docker run --runtime=kata';
  const { port } = await serve({ inventory: { runtimes: [runtime({ name, origin: 'configured' })] } });

  expect((await askJson(port, `/v1/explain?text=${encodeURIComponent(name)}`)).json).toMatchObject({ name });
});

it.each(['', '__proto__', 'constructor', 'x'.repeat(4096), '\u0000\u202e'])(
  'GET /v1/resolve takes any name (%j)',
  async (name) => {
    const { port } = await serve();

    const { status, json } = await askJson(port, `/v1/resolve?name=${encodeURIComponent(name)}`);

    expect(status).toBe(200);
    expect(json).toMatchObject({ name, client: 'docker' });
  },
);

it('while nothing was observed yet /v1 answers 503 with Retry-After', async () => {
  const { port } = await serve({ inventory: 'none' });

  for (const path of [
    '/v1/runtimes',
    '/v1/runtimes/a',
    '/v1/runtimes/a?wait=available',
    '/v1/resolve?name=a',
    '/v1/explain?text=a',
    '/v1/events',
  ]) {
    const { status, headers } = await askJson(port, path);

    expect([path, status]).toEqual([path, 503]);
    expect(headers).toMatchObject({ 'retry-after': '1', 'content-type': 'application/problem+json' });
  }
});

it('HEAD has the headers of GET and no body', async () => {
  const { port, app } = await serve({ inventory: filled });

  for (const { path } of app.routes) {
    // The fleet is another server's to tell; test/http/fleet/routes.test.ts asks it.
    if (path.startsWith('/v1/fleet/')) continue;
    const concrete = path
      .replace(':name', 'crun')
      .replace('/v1/resolve', '/v1/resolve?name=a')
      .replace('/v1/explain', '/v1/explain?text=a')
      .replace('/v1/plan', '/v1/plan?for=restart');
    const head = await ask(port, concrete, { method: 'HEAD' });

    expect([path, head.status, head.text]).toEqual([path, 200, '']);
    // A stream has no length, and metrics are another text with each asking.
    if (path === '/v1/events' || path === '/metrics') continue;
    const get = await ask(port, concrete);
    expect(head.headers['content-length']).toBe(String(get.bytes.length));
  }
});

it('other methods get 405 with Allow on every route', async () => {
  const { port, app } = await serve();

  for (const { path } of app.routes) {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const answer = await ask(port, path, { method });

      expect([path, method, answer.status, answer.headers.allow]).toEqual([path, method, 405, 'GET, HEAD']);
    }
  }
});

it('GET /v1/runtimes?available=unknown has the runtimes for which it is unknown', async () => {
  const foreign = runtime({ name: 'nvidia', origin: 'configured', available: null });
  const { port } = await serve({ inventory: { ...filled, runtimes: [...filled.runtimes, foreign] } });

  const unknown = await askJson(port, '/v1/runtimes?available=unknown');
  const known = await askJson(port, '/v1/runtimes?available=false');

  expect(unknown.json['runtimes']).toMatchObject([{ name: 'nvidia', available: null }]);
  expect(known.json['runtimes']).toMatchObject([{ name: 'crun' }]);
  expect((await askJson(port, '/v1/runtimes?available=maybe')).status).toBe(400);
});
