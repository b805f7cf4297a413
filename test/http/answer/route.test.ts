import { expect, it } from 'vitest';
import { ask, ShownInventory, serve } from '../serving.ts';

/** The time in an answer is its own, and the figures of this process move. */
const moving = ['/v1/events', '/metrics'];

it('a path is answered alike at once and by way of the router', async () => {
  const { app, port } = await serve();
  const paths = app.routes.map(({ path }) => path).filter((path) => !path.includes(':') && !moving.includes(path));

  for (const path of paths) {
    for (const headers of [{}, { 'accept-encoding': 'gzip' }, { 'if-none-match': '*' }]) {
      const atOnce = await ask(port, path, { headers });
      const routed = await ask(port, `${path}?`, { headers });

      expect([path, atOnce.status, withoutDate(atOnce.headers), atOnce.text]).toEqual([
        path,
        routed.status,
        withoutDate(routed.headers),
        routed.text,
      ]);
    }
  }
  expect(paths).toContain('/v1/runtimes');
});

function withoutDate({ date: _, ...headers }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return headers;
}

it('a bug in a route that is asked without a query is a 500 problem, and is logged', async () => {
  const reader = new ShownInventory();
  reader.current = () => {
    throw new Error('secret');
  };
  const { port, logged } = await serve({ reader });

  const { status, text } = await ask(port, '/v1/runtimes');

  expect(status).toBe(500);
  expect(text).not.toContain('secret');
  expect(logged().filter(({ level }) => level === 'error')).toMatchObject([
    { msg: 'request failed', method: 'GET', url: '/v1/runtimes', err: { message: 'secret' } },
  ]);
});

it('what a route takes a request without a query for is what its schema says', async () => {
  const { app } = await serve();
  const stated = app.routes.filter(({ unasked }) => unasked !== undefined);

  for (const { path, query, unasked } of stated) {
    expect([path, query().safeParse({})]).toEqual([path, { success: true, data: unasked }]);
  }
  expect(stated.map(({ path }) => path)).toContain('/v1/runtimes');
});
