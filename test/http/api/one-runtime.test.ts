import { expect, it, vi } from 'vitest';
import { runtime } from '../../builders.ts';
import { ask, askJson, type Resolve, resolution, serve } from '../serving.ts';

const kata = runtime({
  name: 'io.containerd.kata.v2',
  binary: 'containerd-shim-kata-v2',
  aliases: ['kata.v2'],
});
const absent = { ...kata, available: false, unavailable: { reason: 'not-executable', message: 'Message' } as const };

it.each([
  ['/v1/runtimes/io.containerd.kata.v2', 'its name'],
  ['/v1/runtimes/kata.v2', 'an alias'],
  ['/v1/runtimes/io%2Econtainerd%2Ekata%2Ev2', 'its name, percent-encoded'],
])('GET %s answers the runtime by %s', async (path) => {
  const { port } = await serve({ inventory: { runtimes: [kata] } });

  const { status, headers, json } = await askJson(port, path);

  expect(status).toBe(200);
  expect(headers.etag).toBe('"boot.1"');
  expect(json).toEqual({ ...kata, revision: 1, sources: [] });
});

it('a name wins over the alias of another runtime', async () => {
  const other = runtime({ name: 'kata.v2', origin: 'configured' });
  const { port } = await serve({ inventory: { runtimes: [kata, other] } });

  const { json } = await askJson(port, '/v1/runtimes/kata.v2');

  expect(json).toMatchObject({ name: 'kata.v2', origin: 'configured' });
});

it('a name that is not listed leads to the runtime of its shim', async () => {
  const resolve: Resolve = ({ name }) => resolution({ name, verdict: 'implicit', binary: 'containerd-shim-kata-v2' });
  const { port } = await serve({ inventory: { runtimes: [kata] }, resolve });

  const { status, json } = await askJson(port, '/v1/runtimes/any.thing.kata.v2');

  expect(status).toBe(200);
  expect(json).toMatchObject({ name: 'io.containerd.kata.v2' });
});

it('a refused name is a 404 that names the refusal and what to write', async () => {
  const resolve: Resolve = ({ name }) =>
    resolution({
      name,
      verdict: 'refused',
      permitted: false,
      refusal: 'no-dot',
      error: 'unknown or invalid runtime name: kata',
      didYouMean: ['io.containerd.kata.v2'],
    });
  const { port } = await serve({ inventory: { runtimes: [kata] }, resolve });

  const { status, headers, json } = await askJson(port, '/v1/runtimes/kata');

  expect(status).toBe(404);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  expect(json).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail:
      'The name has no dot, so Docker treats it as a configured name: add it to daemon.json, or write the full name',
    name: 'kata',
    verdict: 'refused',
    refusal: 'no-dot',
    error: 'unknown or invalid runtime name: kata',
    didYouMean: ['io.containerd.kata.v2'],
    revision: 1,
    sources: [],
  });
});

it('a slash is written as %2F', async () => {
  const asked = vi.fn<Resolve>(({ name }) =>
    resolution({ name, verdict: 'refused', permitted: false, refusal: 'absolute-path' }),
  );
  const { port } = await serve({ resolve: asked });

  const { json } = await askJson(port, '/v1/runtimes/%2Fusr%2Fbin%2Fcontainerd-shim-runc-v2');

  expect(asked.mock.calls[0]?.[0]).toEqual({ name: '/usr/bin/containerd-shim-runc-v2', client: 'docker' });
  expect(json).toMatchObject({ refusal: 'absolute-path', name: '/usr/bin/containerd-shim-runc-v2' });
});

it('a runtime that is not permitted is a 404', async () => {
  const { port } = await serve({ inventory: { runtimes: [{ ...kata, permitted: false }] } });

  const { status } = await ask(port, '/v1/runtimes/io.containerd.kata.v2');

  expect(status).toBe(404);
});

it.each(['__proto__', 'constructor', 'toString'])('the name %s is a name like any other', async (name) => {
  const { port } = await serve({ inventory: { runtimes: [kata] } });

  const { status, json } = await askJson(port, `/v1/runtimes/${name}`);

  expect(status).toBe(404);
  expect(json).toMatchObject({ name, verdict: 'not-installed' });
});

it('?wait=available answers at once for an available runtime', async () => {
  const { port } = await serve({ inventory: { runtimes: [kata] } });

  const { status, json } = await askJson(port, '/v1/runtimes/kata.v2?wait=available&timeout=300');

  expect(status).toBe(200);
  expect(json).toMatchObject({ available: true });
});

it.each([
  ['an unknown name', []],
  ['one that would not start', [absent]],
])('?wait=available holds the answer for %s until it is available', async (_, runtimes) => {
  const { port, reader } = await serve({ inventory: { runtimes } });
  const answered = vi.fn();
  const asking = askJson(port, '/v1/runtimes/io.containerd.kata.v2?wait=available');
  asking.then(answered, answered);
  // An answer that was not held would have come before the one to this question.
  await ask(port, '/livez');
  reader.show({ runtimes: [absent] });
  await ask(port, '/livez');
  expect(answered).not.toHaveBeenCalled();

  reader.show({ runtimes: [kata] });
  const { status, json } = await asking;

  expect(status).toBe(200);
  expect(json).toMatchObject({ name: 'io.containerd.kata.v2', available: true, revision: 3 });
});

it('?wait=available answers at the timeout that the runtime is still unavailable, or unknown', async () => {
  const { port } = await serve({ inventory: { runtimes: [absent] } });

  const unavailable = await askJson(port, '/v1/runtimes/kata.v2?wait=available&timeout=0');
  const unknown = await askJson(port, '/v1/runtimes/a.b?wait=available&timeout=0');

  expect(unavailable).toMatchObject({ status: 200, json: { available: false } });
  expect(unknown).toMatchObject({ status: 404, json: { verdict: 'not-installed' } });
});

it('?wait=available does not wait for a refused name', async () => {
  const resolve: Resolve = ({ name }) => resolution({ name, verdict: 'refused', permitted: false, refusal: 'no-dot' });
  const { port } = await serve({ resolve });

  const { status, json } = await askJson(port, '/v1/runtimes/kata?wait=available&timeout=300');

  expect(status).toBe(404);
  expect(json).toMatchObject({ refusal: 'no-dot' });
});

it('those who wait get 503 when the service stops', async () => {
  const { app, port } = await serve();
  const asking = askJson(port, '/v1/runtimes/a.b?wait=available&timeout=300');
  await ask(port, '/livez');

  app.end();
  const { status, headers } = await asking;
  const later = await ask(port, '/v1/runtimes/a.b?wait=available');

  expect(status).toBe(503);
  expect(headers['retry-after']).toBe('1');
  expect(later.status).toBe(503);
});
