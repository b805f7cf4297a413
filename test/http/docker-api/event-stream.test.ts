import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Change } from '../../../src/model/inventory/change.ts';
import { finding, runtime } from '../../builders.ts';
import { eventually } from '../../eventually.ts';
import { ask, askJson, serve } from '../serving.ts';

const kata = runtime({ name: 'io.containerd.kata.v2' });
const created: Change = { kind: 'runtime', action: 'create', key: kata.name, after: kata };
const destroyed: Change = { kind: 'runtime', action: 'destroy', key: kata.name, before: kata };

/** Every publication of the tests' reader has this time, 2024-01-01T00:00:00Z. */
const shownAt = 1_704_067_200;

/** One open stream: what came so far, and whether it was ended. */
function listen(port: number, query = '') {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  socket.write(`GET /docker/v1.50/events${query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  onTestFinished(() => void socket.destroy());
  const events = () => (text.match(/^\{.*\}$/gm) ?? []).map((line) => JSON.parse(line));
  return { socket, events, open: () => eventually(() => expect(text).toContain('\r\n\r\n')), text: () => text };
}

async function ended(socket: Socket): Promise<void> {
  await eventually(() => expect(socket.destroyed || socket.readableEnded).toBe(true));
}

function filters(given: unknown): string {
  return `?filters=${encodeURIComponent(JSON.stringify(given))}`;
}

describe('GET /events', () => {
  it('answers at once, and sends events from then on', async () => {
    const { port, reader } = await serve();
    reader.show({}, [created]);
    const stream = listen(port);
    await stream.open();

    reader.show({}, [destroyed, { kind: 'finding', action: 'create', key: 'a', after: finding() }]);
    reader.show({}, [created]);
    await eventually(() => expect(stream.events()).toHaveLength(2));

    expect(stream.events()).toMatchObject([
      { Type: 'runtime', Action: 'destroy', Actor: { ID: kata.name }, scope: 'local', time: shownAt },
      { Type: 'runtime', Action: 'create', Actor: { ID: kata.name, Attributes: { available: 'true' } } },
    ]);
    expect(stream.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(stream.text()).toContain('\r\nContent-Type: application/json\r\n');
    expect(stream.text()).toContain('\r\nApi-Version: 1.51\r\n');
  });

  it('accepts listeners before the first look, and does not send its results as changes', async () => {
    const { port, reader } = await serve({ inventory: 'none' });
    const stream = listen(port);
    await stream.open();

    reader.show({ runtimes: [kata] }, [created]);
    reader.show({}, [destroyed]);
    await eventually(() => expect(stream.events()).toHaveLength(1));

    expect(stream.events()).toMatchObject([{ Action: 'destroy' }]);
  });

  it('sends only events that pass the filters', async () => {
    const { port, reader } = await serve();
    const streams = [
      listen(port, filters({ event: { destroy: true } })),
      listen(port, filters({ type: ['runtime'], runtime: ['io.containerd.'] })),
      listen(port, filters({ type: { container: true } })),
    ];
    await Promise.all(streams.map(({ open }) => open()));

    reader.show({}, [created]);
    reader.show({}, [destroyed]);
    await eventually(() => expect(streams[1]?.events()).toHaveLength(2));

    expect(streams.map(({ events }) => events().length)).toEqual([1, 2, 0]);
  });

  it('sends past events in order to a client that gives a time, and ends when until is over', async () => {
    const { port, reader } = await serve();
    reader.show({}, [created, destroyed]);
    reader.show({}, [created]);

    const { text } = await ask(port, `/docker/events?since=0&until=${shownAt + 1}`);

    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).Action)).toEqual(['create', 'destroy', 'create']);
  });

  it.each([
    [`?since=${shownAt}&until=${shownAt + 1}`, 2],
    [`?since=${shownAt}.000000001&until=${shownAt + 1}`, 1],
    [`?since=${shownAt + 1}&until=${shownAt + 2}`, 0],
    [`?until=${shownAt}`, 1],
    [`?until=${shownAt - 1}`, 0],
    [`${filters({ event: { create: true } })}&until=${shownAt + 1}`, 1],
  ])('sends the past events that %s asks for', async (query, count) => {
    const { port, reader } = await serve();
    reader.show({}, [created, destroyed]);

    const { text } = await ask(port, `/docker/events${query}`);

    expect(text.split('\n')).toHaveLength(count + 1);
  });

  it('sends past events, then new ones, and ends at until', async () => {
    const { port, reader } = await serve();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    reader.show({}, [created]);
    const stream = listen(port, `?since=${shownAt}&until=${Date.now() / 1000 + 60}`);
    await eventually(() => expect(stream.events()).toHaveLength(1));

    reader.show({}, [destroyed]);
    await eventually(() => expect(stream.events()).toHaveLength(2));
    expect(stream.socket.readableEnded).toBe(false);
    vi.advanceTimersByTime(60_000);
    await ended(stream.socket);

    expect(stream.events()).toMatchObject([{ Action: 'create' }, { Action: 'destroy' }]);
    expect(stream.text().endsWith('0\r\n\r\n')).toBe(true);
  });

  it('waits for an until that no timer reaches', async () => {
    const { port, reader } = await serve();
    const stream = listen(port, '?until=99999999999');
    await stream.open();

    reader.show({}, [created]);
    await eventually(() => expect(stream.events()).toHaveLength(1));

    expect(stream.socket.readableEnded).toBe(false);
  });

  it('ends cleanly when the service stops, and refuses later clients', async () => {
    const { app, port } = await serve();
    const stream = listen(port);
    await stream.open();

    app.end();
    await ended(stream.socket);

    expect(stream.text().endsWith('0\r\n\r\n')).toBe(true);
    expect(await askJson(port, '/docker/events')).toMatchObject({ status: 503, json: { message: expect.any(String) } });
  });

  it.each([
    ['?since=x', 'invalid value for "since": write seconds since 1970, such as 1700000000.5'],
    ['?since=2&until=1', '`since` time (2) cannot be after `until` time (1)'],
    ['?filters=x', 'invalid filter'],
  ])('refuses %s', async (query, message) => {
    const { port } = await serve();

    expect(await askJson(port, `/docker/events${query}`)).toMatchObject({ status: 400, json: { message } });
  });

  it('cuts off only a client that does not read', async () => {
    const { port, reader, app } = await serve();
    const [lazy, eager] = [listen(port), listen(port)];
    await Promise.all([lazy.open(), eager.open()]);
    lazy.socket.pause();
    const big = { ...created, after: { ...kata, path: `/${'x'.repeat(512 * 1024)}` } };

    await eventually(() => {
      reader.show({}, [big]);
      expect(app.dockerEventClients()).toBe(1);
    });

    await eventually(() => expect(eager.events().length).toBeGreaterThan(1));
  });
});
