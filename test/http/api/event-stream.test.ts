import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { ChangeSet } from '../../../src/model/inventory/change.ts';
import { runtime } from '../../builders.ts';
import { eventually } from '../../eventually.ts';
import { ask, serve } from '../serving.ts';

const kata = runtime({ name: 'io.containerd.kata.v2' });
const created: ChangeSet['changes'] = [{ kind: 'runtime', action: 'create', key: kata.name, after: kata }];

/** One open stream, as bytes on the wire; chunk sizes are left out of the text. */
function listen(port: number, headers: readonly string[] = []) {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  let bytes = 0;
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
  });
  const text = () =>
    Buffer.concat(chunks)
      .toString()
      .replace(/\r\n[0-9a-f]+\r\n/g, '');
  socket.on('error', () => {});
  socket.write(['GET /v1/events HTTP/1.1', 'Host: localhost', ...headers, '', ''].join('\r\n'));
  onTestFinished(() => void socket.destroy());
  return { socket, text, bytes: () => bytes, events: () => parse(text()) };
}

function parse(text: string) {
  const found = text.matchAll(/event: (\w+)\nid: ([\w.]+)\ndata: (.*)\n\n/g);
  return [...found].map(([, event, id, data]) => ({ event, id, data: JSON.parse(data ?? '') }));
}

async function ended(socket: Socket): Promise<void> {
  await eventually(() => expect(socket.destroyed || socket.readableEnded).toBe(true));
}

it('GET /v1/events sends the whole inventory, then each change', async () => {
  const { port, reader } = await serve({ inventory: { runtimes: [kata] } });
  const stream = listen(port);
  await eventually(() => expect(stream.events()).toHaveLength(1));

  reader.show({}, created);
  await eventually(() => expect(stream.events()).toHaveLength(2));

  expect(stream.events()).toMatchObject([
    { event: 'inventory', id: 'boot.1', data: { revision: 1, runtimes: [{ name: kata.name }] } },
    { event: 'change', id: 'boot.2', data: { revision: 2, changes: created } },
  ]);
  expect(stream.text()).toContain('retry: 1000\n\n');
});

it('GET /v1/events is an event stream that is never stored, buffered or compressed', async () => {
  const { port } = await serve();

  const { status, headers, text } = await ask(port, '/v1/events', {
    method: 'HEAD',
    headers: { 'Accept-Encoding': 'gzip' },
  });

  expect([status, text]).toEqual([200, '']);
  expect(headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['content-encoding']).toBeUndefined();
});

it('Last-Event-ID resumes with what was missed', async () => {
  const { port, reader } = await serve();
  reader.show({}, created);
  reader.show();

  const stream = listen(port, ['Last-Event-ID: boot.1']);
  await eventually(() => expect(stream.events()).toHaveLength(2));

  expect(stream.events()).toMatchObject([
    { event: 'change', id: 'boot.2', data: { changes: created } },
    { event: 'change', id: 'boot.3' },
  ]);
});

it('Last-Event-ID of the current revision misses nothing', async () => {
  const { port, reader } = await serve();
  const stream = listen(port, ['Last-Event-ID: boot.1']);
  await eventually(() => expect(stream.text()).toContain('retry'));

  reader.show({}, created);
  await eventually(() => expect(stream.events()).toHaveLength(1));

  expect(stream.events()).toMatchObject([{ event: 'change', id: 'boot.2' }]);
});

it.each(['boot.2', 'boot.0', 'other.1', 'boot.', 'boot.1x', 'boot', '1', `boot.${'9'.repeat(400)}`])(
  'Last-Event-ID: %s starts from the whole',
  async (id) => {
    const { port } = await serve();

    const stream = listen(port, [`Last-Event-ID: ${id}`]);
    await eventually(() => expect(stream.events()).toHaveLength(1));

    expect(stream.events()).toMatchObject([{ event: 'inventory', id: 'boot.1' }]);
  },
);

it('a client that leaves is forgotten', async () => {
  const { app, port } = await serve();
  const stream = listen(port);
  await eventually(() => expect(app.eventClients()).toBe(1));

  stream.socket.destroy();

  await eventually(() => expect(app.eventClients()).toBe(0));
});

it('a client that stops reading is cut off, a client that reads is kept', async () => {
  const { app, port, reader } = await serve();
  const [stalled, reading] = [listen(port), listen(port)];
  await eventually(() => expect(app.eventClients()).toBe(2));
  stalled.socket.pause();

  const key = 'x'.repeat(200_000);
  for (let frames = 1; frames < 500 && app.eventClients() === 2; frames += 1) {
    reader.show({}, [{ kind: 'shim', action: 'destroy', key }]);
    while (reading.bytes() < frames * key.length) await nextTurn();
  }

  expect(app.eventClients()).toBe(1);
  expect(reading.socket.destroyed).toBe(false);
});

it('a large inventory does not count against a client that is only slow to start', async () => {
  const runtimes = Array.from({ length: 4_000 }, (_, index) => runtime({ name: `${index}.${'x'.repeat(1_000)}` }));
  const { app, port, reader } = await serve({ inventory: { runtimes } });
  const stream = listen(port);
  stream.socket.pause();
  await eventually(() => expect(app.eventClients()).toBe(1));

  reader.show({}, created);
  await nextTurn();
  expect(app.eventClients()).toBe(1);
  stream.socket.resume();

  await eventually(() => expect(stream.text()).toContain('id: boot.2\n'));
});

it('streams end with the service, and later ones get 503', async () => {
  const { app, port, reader } = await serve();
  const stream = listen(port, ['Connection: close']);
  await eventually(() => expect(app.eventClients()).toBe(1));

  app.end();
  await ended(stream.socket);
  const later = await ask(port, '/v1/events');

  expect(app.eventClients()).toBe(0);
  expect(reader.listeners).toBe(0);
  expect(later.status).toBe(503);
});

it('a silent stream is kept alive with comments', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { port, app } = await serve();
  const stream = listen(port);
  await eventually(async () => {
    await nextTurn();
    expect(app.eventClients()).toBe(1);
  });

  vi.advanceTimersByTime(15_000);

  for (let turn = 0; turn < 1_000 && !stream.text().includes(': keep-alive\n\n'); turn += 1) await nextTurn();
  expect(stream.text()).toContain(': keep-alive\n\n');
});
