import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { PrometheusClient } from '../../../src/sources/prometheus/prometheus-client.ts';
import { eventually } from '../../eventually.ts';
import { type Answering, json, startDouble, vector } from './prometheus-double.ts';

/** The deadline is generous where a test is not about it: a busy machine is slow. */
async function ask(answering: Answering, deadlineMs = 20_000) {
  const { url } = await startDouble(answering);
  return new PrometheusClient(url, { deadlineMs, bytes: 1024 * 1024 }).query('up');
}

it('PrometheusClient sends one instant query and returns its series', async () => {
  const { url, questions } = await startDouble((_question, response) =>
    vector(response, [[{ instance: 'a' }, 2]], ['w']),
  );

  const answer = await new PrometheusClient(`${url}/prefix/`).query('up == 0', '1700000000');

  expect(answer).toEqual({ ok: true, series: [{ labels: { instance: 'a' }, value: 2 }], warnings: ['w'] });
  expect(questions[0]?.path).toBe('/prefix/api/v1/query');
  expect(Object.fromEntries(questions[0]?.form ?? [])).toEqual({ query: 'up == 0', time: '1700000000', timeout: '5s' });
  expect(questions[0]?.headers.authorization).toBeUndefined();
});

it('PrometheusClient sends the user and the password of its URL, and shows them nowhere', async () => {
  const { port, questions } = await startDouble((_question, response) => json(response, 401, {}));

  const answer = await new PrometheusClient(`http://me:p%40ss@127.0.0.1:${port}`).query('up');

  expect(questions[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  expect(answer).toEqual({ ok: false, kind: 'refused', message: 'refused the question with the status 401' });
});

it('PrometheusClient shares one request between equal queries', async () => {
  const { url, questions } = await startDouble((_question, response) => vector(response, []));
  const client = new PrometheusClient(url);

  await Promise.all([client.query('up'), client.query('up'), client.query('up', '1')]);
  await client.query('up');

  expect(questions).toHaveLength(3);
});

it('PrometheusClient passes on why a query was refused, with limited length', async () => {
  const answer = await ask((_question, response) =>
    json(response, 400, { status: 'error', errorType: 'bad_data', error: 'x'.repeat(5000) }),
  );

  expect(answer).toMatchObject({ ok: false, kind: 'refused' });
  expect(answer.ok ? '' : answer.message).toMatch(/^refused the question \(bad_data\): x{300}…$/);
});

it.each<[what: string, kind: string, message: string, answering: Answering]>([
  [
    'gives up by itself',
    'late',
    'refused the question (timeout): t',
    (_question, response) => json(response, 503, { status: 'error', errorType: 'timeout', error: 't' }),
  ],
  ['hangs', 'late', 'did not answer completely within 0.3 s', () => undefined],
  [
    'begins and hangs',
    'late',
    'did not answer completely within 0.3 s',
    (_question, response) => void response.write('{'),
  ],
  [
    'says nothing that is JSON',
    'garbage',
    'answered with something that is not an answer of Prometheus',
    (_question, response) => void response.end('<html>'),
  ],
  [
    'says JSON of another shape',
    'garbage',
    'answered with something that is not an answer of Prometheus',
    (_question, response) =>
      json(response, 200, { status: 'success', data: { resultType: 'vector', result: [{ metric: { a: 1 } }] } }),
  ],
  [
    'answers with a matrix',
    'garbage',
    'answered with something that is not an answer of Prometheus',
    (_question, response) => json(response, 200, { status: 'success', data: { resultType: 'matrix', result: [] } }),
  ],
  [
    'sends elsewhere',
    'garbage',
    'redirects to "http://127.0.0.1:1", which does not receive the credentials: if it is trusted, write this address as --prometheus-url',
    (_question, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
  ],
  [
    'is no Prometheus',
    'garbage',
    'answered with the status 404',
    (_question, response) => void response.writeHead(404).end('404'),
  ],
  [
    'answers without an end',
    'garbage',
    'answered with more than 1 MiB',
    (_question, response) => void response.end('x'.repeat(2 * 1024 * 1024)),
  ],
  [
    'dies in the middle',
    'garbage',
    'ended in the middle of its answer',
    (_question, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{', () => response.destroy());
    },
  ],
])('PrometheusClient survives a Prometheus that %s', async (_what, kind, message, answering) => {
  const deadlineMs = message.endsWith('within 0.3 s') ? 300 : undefined;

  expect(await ask(answering, deadlineMs)).toEqual({ ok: false, kind, message });
});

it('PrometheusClient reports that nothing is listening', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  server.close();
  await once(server, 'close');

  expect(await new PrometheusClient(`http://127.0.0.1:${port}`).query('up')).toEqual({
    ok: false,
    kind: 'unreachable',
    message: 'is not listening',
  });
});

it('PrometheusClient sends at most eight queries at once', async () => {
  const waiting: (() => void)[] = [];
  const { url, questions } = await startDouble((_question, response) => {
    waiting.push(() => vector(response, []));
  });
  const client = new PrometheusClient(url);

  const asked = Array.from({ length: 12 }, (_, index) => client.query(`up + ${index}`));
  await eventually(() => expect(waiting).toHaveLength(8));
  for (const answer of waiting.splice(0)) answer();
  await eventually(() => expect(waiting).toHaveLength(4));
  for (const answer of waiting.splice(0)) answer();

  expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
  expect(questions).toHaveLength(12);
});
