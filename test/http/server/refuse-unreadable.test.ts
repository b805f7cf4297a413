import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ask, serve } from '../serving.ts';

/** The status line, the headers and the body of the answer to `request`. */
async function exchange(port: number, request: string) {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  const [statusLine = '', ...headers] = head.split('\r\n');
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

const host = 'Host: localhost\r\n';

it.each([
  ['FOO / HTTP/1.1\r\n\r\n', 405, 'Cannot read the method: use GET or HEAD'],
  ['GET v1 HTTP/1.1\r\n\r\n', 400, 'Cannot read the request: it is not valid HTTP/1.1'],
  [`GET / HTTP/1.1\r\n${host}no colon\r\n\r\n`, 400, 'Cannot read the request: it is not valid HTTP/1.1'],
  [
    `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(17_000)}\r\n\r\n`,
    431,
    'Cannot read headers of more than 16 KiB: send shorter ones',
  ],
])('%j is refused by a problem', async (request, status, detail) => {
  const { port } = await serve();

  const answer = await exchange(port, request);

  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({ type: 'about:blank', status, detail });
  expect(answer.headers).toEqual(
    expect.arrayContaining([
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(answer.body)}`,
      'X-Content-Type-Options: nosniff',
      'Connection: close',
    ]),
  );
  expect(answer.headers.includes('Allow: GET, HEAD')).toBe(status === 405);
});

it('the façade refuses in the words of an Engine', async () => {
  const { port } = await serve({ addresses: [{ kind: 'tcp', host: '127.0.0.1', port: 0, api: 'docker' }] });

  expect(await exchange(port, 'FOO / HTTP/1.1\r\n\r\n')).toMatchObject({
    status: 404,
    body: '{"message":"page not found"}\n',
  });
  const unread = await exchange(port, 'GET v1 HTTP/1.1\r\n\r\n');
  expect(JSON.parse(unread.body)).toEqual({ message: 'Cannot read the request: it is not valid HTTP/1.1' });
  // The server of dockerd answers such a request before the Engine sees it.
  expect(unread.headers.filter((header) => /^(?:Api-Version|Ostype|Server):/i.test(header))).toEqual([]);
});

it('nothing is said into an answer that is being sent, and the connection is closed', async () => {
  const { port } = await serve();
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /v1/events HTTP/1.1\r\n${host}\r\n`);
  socket.once('data', () => socket.write('nonsense\r\n\r\n'));

  expect(await text(socket)).not.toContain('Cannot read');
  expect((await ask(port, '/livez')).status).toBe(200);
});

it.each([
  ['GET /livez HTTP/1.1\r\n\r\n', 400],
  ['GET /livez HTTP/1.0\r\n\r\n', 403],
  ['GET /livez HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 403],
])('%j is asked for a Host header', async (request, status) => {
  const { port } = await serve();

  const answer = await exchange(port, request.replace('1.1\r\n\r\n', '1.1\r\nConnection: close\r\n\r\n'));

  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({
    detail: 'Cannot answer without a Host header: send one, such as "Host: localhost"',
  });
});
