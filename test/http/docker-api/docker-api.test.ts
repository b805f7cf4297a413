import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finding, runtime } from '../../builders.ts';
import { ask, askJson, serve, temporaryDirectory } from '../serving.ts';

const engineHeaders = {
  'api-version': '1.51',
  'docker-experimental': 'false',
  ostype: 'linux',
  server: 'shimdex/0.0.0 (linux)',
};

const kata = runtime({ name: 'io.containerd.kata.v2' });
const runc = runtime({ name: 'runc', origin: 'stock', ociRuntime: { path: 'runc', args: [] } });

/** The façade alone on a unix socket. */
async function serveAlone() {
  const path = join(temporaryDirectory(), 'd.sock');
  await serve({ addresses: [{ kind: 'unix', path, api: 'docker' }], inventory: { runtimes: [kata, runc] } });
  return path;
}

describe('GET /_ping', () => {
  it.each(['/docker/_ping', '/docker/v1.41/_ping'])('%s has what a client needs first', async (path) => {
    const { port } = await serve();

    const { status, text, headers } = await ask(port, path);

    expect([status, text]).toEqual([200, 'OK']);
    expect(headers).toMatchObject({
      ...engineHeaders,
      'builder-version': '2',
      'cache-control': 'no-cache, no-store, must-revalidate',
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '2',
      pragma: 'no-cache',
      swarm: 'inactive',
    });
  });

  it('is answered to HEAD as dockerd does', async () => {
    const { port } = await serve();

    const { status, text, headers } = await ask(port, '/docker/_ping', { method: 'HEAD' });

    expect([status, text]).toEqual([200, '']);
    expect(headers).toMatchObject({ ...engineHeaders, 'content-length': '0', swarm: 'inactive' });
  });

  it('is answered before the host was looked at', async () => {
    const { port } = await serve({ inventory: 'none' });

    expect((await ask(port, '/docker/_ping')).status).toBe(200);
  });
});

describe('GET /info', () => {
  it.each(['/docker/info', '/docker/v1.44/info', '/docker/v1.51/info', '/docker/info?x=1'])(
    '%s has every runtime that is permitted and available, with a status',
    async (path) => {
      const runtimes = [kata, runtime({ name: 'a.denied', permitted: false }), runc];
      const { port } = await serve({ inventory: { runtimes } });

      const { status, headers, json } = await askJson(port, path);

      expect(status).toBe(200);
      expect(headers).toMatchObject({ ...engineHeaders, 'content-type': 'application/json' });
      expect(Object.keys(json['Runtimes'] as object)).toEqual(['io.containerd.kata.v2', 'runc']);
      expect(json['Runtimes']).toMatchObject({ runc: { path: 'runc', status: { 'io.shimdex.origin': 'stock' } } });
    },
  );

  it('has no status below version 1.44', async () => {
    const { port } = await serve({ inventory: { runtimes: [kata, runc] } });

    for (const version of ['1.24', '1.43']) {
      const { json } = await askJson(port, `/docker/v${version}/info`);

      expect(json['Runtimes']).toEqual({ 'io.containerd.kata.v2': {}, runc: { path: 'runc' } });
    }
  });

  it('is the current inventory, even after an earlier answer', async () => {
    const { port, reader } = await serve({ inventory: { runtimes: [runc] } });
    const namesNow = async () => Object.keys((await askJson(port, '/docker/info')).json['Runtimes'] as object);
    const before = await namesNow();

    reader.show({ runtimes: [kata, runc], findings: [finding({ severity: 'high' })] });

    expect([before, await namesNow()]).toEqual([['runc'], ['io.containerd.kata.v2', 'runc']]);
    expect((await askJson(port, '/docker/info')).json['Warnings']).toHaveLength(1);
  });

  it('is 503 until the host was looked at', async () => {
    const { port } = await serve({ inventory: 'none' });

    const { status, json } = await askJson(port, '/docker/info');

    expect([status, Object.keys(json)]).toEqual([503, ['message']]);
  });
});

it('GET /version says that it is shimdex', async () => {
  const { port } = await serve();

  for (const path of ['/docker/version', '/docker/v1.24/version']) {
    const { headers, json } = await askJson(port, path);

    expect(headers).toMatchObject({ ...engineHeaders, 'content-type': 'application/json' });
    expect(json).toMatchObject({ Platform: { Name: 'shimdex' }, ApiVersion: '1.51', MinAPIVersion: '1.24' });
  }
});

it.each([
  [
    '1.23',
    'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
  ],
  ['1.52', 'client version 1.52 is too new. Maximum supported API version is 1.51'],
])('API version %s is refused as the Engine does', async (version, message) => {
  const { port } = await serve();

  for (const path of ['_ping', 'info', 'version', 'events']) {
    const { status, headers, json } = await askJson(port, `/docker/v${version}/${path}`);

    expect([status, json]).toEqual([400, { message }]);
    expect(headers).toMatchObject({ ...engineHeaders, 'content-type': 'application/json' });
  }
});

it.each([
  ['GET', '/docker'],
  ['GET', '/docker?x'],
  ['GET', '/docker/'],
  ['GET', '/docker/info/'],
  ['GET', '/docker//info'],
  ['GET', '/docker/INFO'],
  ['GET', '/docker/vx.y/info'],
  ['GET', '/docker/v1.41'],
  ['GET', '/docker/v1.41/v1.41/info'],
  ['GET', '/docker/v1.99/containers/json'],
  ['GET', '/docker/containers/json'],
  ['GET', '/docker/v1/runtimes'],
  ['GET', '/docker/%ff'],
  ['HEAD', '/docker/info'],
  ['HEAD', '/docker/events'],
  ['POST', '/docker/_ping'],
  ['POST', '/docker/info'],
  ['DELETE', '/docker/version'],
  ['OPTIONS', '/docker/info'],
  ['POST', '/docker/v1.50/containers/create'],
])('%s %s is not known here', async (method, path) => {
  const { port } = await serve();

  const { status, headers, text } = await ask(port, path, { method });

  expect([status, text]).toEqual([404, method === 'HEAD' ? '' : '{"message":"page not found"}\n']);
  expect(headers).toMatchObject({ ...engineHeaders, 'content-type': 'application/json' });
});

it('a body is read to its end before the connection closes', async () => {
  const { port } = await serve();

  const { status, headers, json } = await askJson(port, '/docker/v1.50/images/load', {
    method: 'POST',
    body: 'x'.repeat(8 * 1024 * 1024),
  });

  expect([status, json]).toEqual([404, { message: 'page not found' }]);
  expect(headers.connection).toBe('close');
});

it.each([
  [403, { headers: { Host: 'evil.example' } }],
  [413, { body: 'x', headers: { 'Content-Length': '1' } }],
])('a request refused before the façade (%i) gets an error in its format', async (expected, asking) => {
  const { port } = await serve();

  const { status, headers, json } = await askJson(port, '/docker/info', asking);

  expect([status, Object.keys(json)]).toEqual([expected, ['message']]);
  expect(headers).toMatchObject({ ...engineHeaders, 'content-type': 'application/json' });
});

it('errors outside of the façade keep their own format', async () => {
  const { port } = await serve();

  for (const path of ['/dockerx', '/docker.sock', '/info', '/_ping', '/v1.41/info']) {
    const { status, headers } = await ask(port, path);

    expect([path, status, headers['content-type']]).toEqual([path, 404, 'application/problem+json']);
    expect(headers['api-version']).toBeUndefined();
  }
});

describe('a listener with api=docker', () => {
  it('serves the façade at its root, and accepts the names clients send on a socket', async () => {
    const path = await serveAlone();

    for (const host of ['docker', 'localhost', 'api.moby.localhost', '']) {
      const { status, json } = await askJson(path, '/v1.41/info', { headers: { Host: host } });

      expect([status, Object.keys(json['Runtimes'] as object)]).toEqual([200, ['io.containerd.kata.v2', 'runc']]);
    }
    expect((await ask(path, '/_ping', { headers: { Host: 'docker' } })).headers).toMatchObject(engineHeaders);
  });

  it.each(['/', '/docker/info', '/v1/runtimes', '/../v1/runtimes', '/livez', '/metrics', '/openapi.json'])(
    'has nothing else: %s',
    async (url) => {
      const { status, json } = await askJson(await serveAlone(), url, { headers: { Host: 'docker' } });

      expect([status, json]).toEqual([404, { message: 'page not found' }]);
    },
  );

  it('refuses a target that is not a path', async () => {
    const path = await serveAlone();

    for (const target of ['http://docker/v1/runtimes', 'x', '*']) {
      const { status } = await ask(path, target, { headers: { Host: 'docker' } });

      expect([target, status]).toEqual([target, 400]);
    }
  });
});
