import { expect, it } from 'vitest';
import { ask, serve } from '../serving.ts';

it('GET /livez is 200 before anything was observed', async () => {
  const { port } = await serve({ inventory: 'none' });

  const { status, text, headers } = await ask(port, '/livez');

  expect([status, text]).toEqual([200, 'ok\n']);
  expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
});

it('GET /readyz turns from 503 to 200 with the first observation', async () => {
  const { port, reader } = await serve({ inventory: 'none' });
  const before = await ask(port, '/readyz');

  reader.show();
  const after = await ask(port, '/readyz');

  expect([before.status, before.text]).toEqual([503, 'readyz check failed\n']);
  expect([after.status, after.text]).toEqual([200, 'ok\n']);
});

it('GET /readyz is 200 though a source is missing, and ?verbose shows it', async () => {
  const sources = [{ source: 'docker-config', state: 'absent', message: 'a\u001b[31m' } as const];
  const { port } = await serve({
    inventory: { sources },
    statistics: () => ({ observations: 3, watchErrors: 1, unwatched: 0 }),
  });

  const { status, text } = await ask(port, '/readyz?verbose');

  expect(status).toBe(200);
  expect(text.split('\n')).toEqual([
    '[+]first-observation ok',
    '[+]not-shutting-down ok',
    '[i]source docker-config: absent',
    '[i]observations: 3',
    '[i]watch errors: 1',
    '[i]unwatched directories: 0',
    'readyz check passed',
    '',
  ]);
});

it('GET /readyz is 503 while the service stops, /livez is not', async () => {
  const { app, port } = await serve();

  app.end();

  expect((await ask(port, '/readyz?verbose=true')).text).toContain('[-]not-shutting-down failed');
  expect((await ask(port, '/readyz')).status).toBe(503);
  expect((await ask(port, '/livez')).status).toBe(200);
});
