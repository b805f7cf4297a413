import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callGrpc, type GrpcAnswer } from '../../../src/sources/grpc/call.ts';
import { statusText } from '../../../src/sources/grpc/frame.ts';
import { eventually } from '../../eventually.ts';
import { body, FakeGrpc, type GrpcBehaviour, message, silence, status } from './fake-grpc.ts';

const method = '/a.Service/Method';
const bytes = Uint8Array.of(1, 2, 3);
const generousMs = 20_000;

let directory: string;
let server: FakeGrpc;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shimdex-grpc-'));
  server = await new FakeGrpc(join(directory, 'sock')).start();
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function call(deadlineMs = generousMs, signal = new AbortController().signal): Promise<GrpcAnswer | undefined> {
  const limits = { deadlineMs, bytes: 1024 * 1024, signal };
  const answers = await callGrpc(server.path, [{ method, request: bytes }], limits);
  return answers[0];
}

describe('callGrpc()', () => {
  it('sends the request and returns the message', async () => {
    server.methods.set(method, (stream, request) => message(request.subarray(5))(stream, request));

    expect(await call()).toEqual({ kind: 'message', message: Buffer.from(bytes) });
  });

  it('returns a status with its text', async () => {
    server.methods.set(method, status(5, 'not found: 50%25 of it %C3%A9'));

    expect(await call()).toEqual({ kind: 'status', code: 5, text: 'not found: 50% of it é' });
  });

  it('gives each call its own answer, in one connection that ends', async () => {
    server.methods.set(method, message(bytes));
    const limits = { deadlineMs: 1000, bytes: 1024, signal: new AbortController().signal };
    server.methods.set('/a.Service/Hang', silence);
    const calls = [method, '/a.Service/Hang', '/a.Service/Unknown'].map((each) => ({ method: each, request: bytes }));

    const answers = await callGrpc(server.path, calls, limits);

    expect(answers.map(({ kind }) => kind)).toEqual(['message', 'failed', 'status']);
    await eventually(() => expect(server.connections).toBe(0));
  });

  const head = { ':status': 200, 'content-type': 'application/grpc' };

  it.each<[string, GrpcBehaviour, string]>([
    ['more than the limit', message(new Uint8Array(2 * 1024 * 1024)), 'more than 1024 KiB'],
    ['a compressed message', body(Buffer.from([1, 0, 0, 0, 0])), 'does not speak gRPC'],
    ['a length that is a lie', body(Buffer.from([0, 255, 0, 0, 0])), 'does not speak gRPC'],
    ['two messages', body(Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0])), 'does not speak gRPC'],
    ['no body', body(Buffer.alloc(0)), 'does not speak gRPC'],
    ['a status that is not a number', status('x', ''), 'does not speak gRPC'],
    ['no status', (stream) => stream.respond(head, { endStream: true }), 'middle'],
    ['a web page', (stream) => stream.respond({ ':status': 404 }, { endStream: true }), 'status 404'],
    ['a reset', (stream) => stream.close(2), 'gRPC|HTTP/2|middle'],
    ['the end of the connection', (stream) => stream.session?.destroy(), 'middle'],
  ])('fails with %s', async (_, behaviour, words) => {
    server.methods.set(method, behaviour);

    const answer = await call();

    expect(answer).toMatchObject({ kind: 'failed', message: expect.stringMatching(words) });
  });

  it('ends at its deadline, and when it is stopped', async () => {
    server.methods.set(method, silence);
    const stop = new AbortController();

    expect(await call(50)).toEqual({ kind: 'failed', message: 'did not answer within 0.05 s' });
    const stopped = call(generousMs, stop.signal);
    stop.abort();
    expect(await stopped).toEqual({ kind: 'failed', message: 'was not asked to the end' });
    expect(await call(generousMs, stop.signal)).toEqual({ kind: 'failed', message: 'was not asked to the end' });
  });

  it('reports that nothing listens', async () => {
    await server.stop();

    expect(await call()).toEqual({ kind: 'absent', message: 'is not listening' });
    server = await new FakeGrpc(server.path).start();
  });

  describe('of something that is not HTTP/2', () => {
    let other: Server;
    const sockets = new Set<Socket>();
    const path = () => join(directory, 'other');

    async function listen(greet: (socket: Socket) => void): Promise<void> {
      other = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        greet(socket);
      });
      await new Promise<void>((resolve) => other.listen(path(), resolve));
    }

    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => other.close(resolve));
    });

    it.each<[string, (socket: Socket) => void, string]>([
      ['sends text', (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'does not speak HTTP/2'],
      ['says nothing', () => {}, 'did not answer within'],
      ['hangs up', (socket) => void socket.destroy(), 'ended in the middle'],
    ])('fails when it %s', async (_, greet, words) => {
      await listen(greet);
      const limits = { deadlineMs: 500, bytes: 1024, signal: new AbortController().signal };

      const [answer] = await callGrpc(path(), [{ method, request: bytes }], limits);

      expect(answer).toMatchObject({ kind: 'failed', message: expect.stringContaining(words) });
    });
  });
});

it('statusText() keeps what is not an escape', () => {
  expect(statusText('100% of %zz%e2%82%ac%')).toBe('100% of %zz€%');
});
