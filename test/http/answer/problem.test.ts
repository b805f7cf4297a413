import { expect, it } from 'vitest';
import { ask, askJson, serve } from '../serving.ts';

it.each([
  ['/v1/runtimes?colour=red', 'colour'],
  ['/v1/runtimes?available=yes', 'available'],
  ['/v1/runtimes?available=true&available=true', 'available'],
  ['/v1/runtimes?origin=', 'origin'],
  ['/v1/runtimes?__proto__=1', '__proto__'],
  ['/v1/runtimes?toString', 'toString'],
  ['/v1/runtimes/a?wait=ready', 'wait'],
  ['/v1/runtimes/a?timeout=5', 'timeout'],
  ['/v1/runtimes/a?wait=available&timeout=301', 'timeout'],
  ['/v1/runtimes/a?wait=available&timeout=-1', 'timeout'],
  ['/v1/runtimes/a?wait=available&timeout=1e2', 'timeout'],
  ['/v1/runtimes/a?wait=available&timeout=', 'timeout'],
  ['/v1/resolve', 'name'],
  ['/v1/resolve?name=a&name=b', 'name'],
  ['/v1/resolve?name=a&client=podman', 'client'],
  [`/v1/resolve?name=${'x'.repeat(4097)}`, 'name'],
  [`/v1/resolve?name=${'%C3%BC'.repeat(2049)}`, 'name'],
  ['/v1/findings?severity=HIGH', 'severity'],
  ['/v1/shims?a=1', 'a'],
  ['/v1/events?a=1', 'a'],
  ['/livez?a=1', 'a'],
  ['/openapi.json?a=1', 'a'],
])('GET %s is a 400 that names the parameter', async (path, parameter) => {
  const { port } = await serve();

  const { status, headers, json } = await askJson(port, path);

  expect(status).toBe(400);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  expect(json).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400, parameter });
  expect(json['detail']).toContain(`"${parameter}"`);
});

it('a repeated parameter is reported as such, and a long name with its limit', async () => {
  const { port } = await serve();

  const repeated = await askJson(port, '/v1/resolve?name=a&name=a');
  const long = await askJson(port, `/v1/resolve?name=${'x'.repeat(4097)}`);

  expect(repeated.json['detail']).toBe('Cannot use parameter "name": it is given more than once');
  expect(long.json['detail']).toBe('Cannot use parameter "name": a name is at most 4096 bytes long');
});

it.each([
  ['/v1/explain', 'Cannot use parameter "text": it is missing; write ?text=TEXT'],
  [`/v1/explain?text=${'x'.repeat(4097)}`, 'Cannot use parameter "text": a text is at most 4096 bytes long'],
  [
    '/v1/resolve?name=a&client=podman',
    'Cannot use parameter "client": write "docker", "containerd", "nerdctl" or "cri"',
  ],
  ['/v1/runtimes?available=', 'Cannot use parameter "available": write "true", "false" or "unknown"'],
  ['/v1/runtimes/a?wait=ready', 'Cannot use parameter "wait": write "available"'],
  [
    '/v1/runtimes/a?wait=available&timeout=301',
    'Cannot use parameter "timeout": write a whole number of seconds from 0 to 300',
  ],
  ['/v1/plan', 'Cannot use parameter "for": it is missing; write ?for=restart'],
  ['/v1/plan?for=upgrade', 'Cannot use parameter "for": write "restart"'],
  ['/v1/findings/', 'Cannot find "/v1/findings/": write "/v1/findings"'],
  ['/v1/runtimes/', 'Cannot find "/v1/runtimes/": write "/v1/runtimes"'],
  ['/v1/runtimes/a/', 'Cannot find "/v1/runtimes/a/": write a slash in a name as %2F'],
  ['//', 'Cannot find "//": write "/"'],
  ['/readyz?verbose=1', 'Cannot use parameter "verbose": write "true" or "false"'],
])('GET %s says what to write instead', async (path, detail) => {
  const { port } = await serve();

  expect((await askJson(port, path)).json['detail']).toBe(detail);
});

it.each(['/v1/resolve?name=%', '/v1/resolve?name=%ff', '/v1/runtimes/%', '/v1/runtimes/%E0%A4%A', '/v1/runtimes?%=1'])(
  'GET %s is a 400: it is not percent-encoded UTF-8',
  async (path) => {
    const { port, logged } = await serve();

    const { status, json } = await askJson(port, path);

    expect(status).toBe(400);
    expect(json['detail']).toContain('percent-encoded UTF-8');
    expect(logged().filter(({ level }) => level === 'error')).toEqual([]);
  },
);

it('a name in the path is bounded like one in the query', async () => {
  const { port } = await serve();

  const { status, json } = await askJson(port, `/v1/runtimes/${'x'.repeat(4097)}`);

  expect(status).toBe(400);
  expect(json['detail']).toContain('at most 4096 bytes');
});

it.each([
  '/nothing',
  '/v1',
  '/v1/',
  '/V1/runtimes',
  '/v1/runtimes/',
  '/v1//runtimes',
  '/v1/runtimes/a/b',
  '/__proto__',
])('GET %s is a 404 problem', async (path) => {
  const { port } = await serve();

  const { status, headers, json } = await askJson(port, path);

  expect(status).toBe(404);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(json).toMatchObject({ title: 'Not Found', status: 404, detail: expect.stringContaining(path) });
});

it('a 404 below /v1/runtimes shows how to write a slash', async () => {
  const { port } = await serve();

  const { json } = await askJson(port, '/v1/runtimes/usr/bin/runc');

  expect(json['detail']).toContain('%2F');
});

it('a bug is a 500 problem without a stack, and is logged with one', async () => {
  const { port, logged } = await serve({
    resolve: () => {
      throw new Error('secret\u009b\u202e');
    },
  });

  const { status, text } = await ask(port, '/v1/resolve?name=a');

  expect(status).toBe(500);
  expect(text).not.toMatch(/secret|\.ts/);
  expect(logged().filter(({ level }) => level === 'error')).toMatchObject([
    { msg: 'request failed', url: '/v1/resolve?name=a', err: { message: 'secret\u009b\u202e' } },
  ]);
});

it('every answer has the security headers', async () => {
  const { port } = await serve();

  for (const path of [
    '/',
    '/v1/runtimes',
    '/v1/resolve?name=a',
    '/openapi.json',
    '/livez',
    '/readyz',
    '/nothing',
    '/v1/shims?a',
  ]) {
    const { headers } = await ask(port, path);

    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
    });
    expect(headers['x-powered-by']).toBeUndefined();
  }
});

it('a body is refused, and the connection with it', async () => {
  const { port } = await serve();

  const read = await ask(port, '/v1/runtimes', { body: 'x', headers: { 'Content-Length': '1' } });
  const chunked = await ask(port, '/v1/runtimes', { body: 'x', headers: { 'Transfer-Encoding': 'chunked' } });
  const posted = await ask(port, '/v1/runtimes', { method: 'POST', body: 'x', headers: { Expect: '100-continue' } });

  expect([read.status, chunked.status, posted.status]).toEqual([413, 413, 405]);
  expect([read, chunked, posted].map(({ headers }) => headers.connection)).toEqual(['close', 'close', 'close']);
});

it('an expectation that is not known is a 417 that says what to do', async () => {
  const { port } = await serve();

  const api = await askJson(port, '/v1/runtimes', { headers: { Expect: 'foo' } });
  const facade = await ask(port, '/docker/info', { headers: { Expect: 'foo' } });

  expect(api).toMatchObject({ status: 417, json: { title: 'Expectation Failed', status: 417 } });
  expect(api.json).toMatchObject({ detail: expect.stringContaining('send the request without this header') });
  expect(api.headers['content-type']).toBe('application/problem+json');
  expect(facade).toMatchObject({ status: 417, text: '' });
  expect(facade.headers).toMatchObject({ connection: 'close', 'content-length': '0' });
  expect(facade.headers['api-version']).toBeUndefined();
});

it('an expectation that is known is met', async () => {
  const { port } = await serve();

  expect((await ask(port, '/v1/runtimes', { headers: { Expect: '100-Continue' } })).status).toBe(200);
});
