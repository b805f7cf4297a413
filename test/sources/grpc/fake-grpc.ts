import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { framed } from '../../../src/sources/grpc/frame.ts';

/** What a fake server does with a call. */
export type GrpcBehaviour = (stream: ServerHttp2Stream, request: Buffer) => void;

const head = { ':status': 200, 'content-type': 'application/grpc' };

/** Answers with a message. */
export function message(bytes: Uint8Array): GrpcBehaviour {
  return body(framed(bytes));
}

/** Answers with these bytes as its body, and with the status 0. */
export function body(bytes: Buffer): GrpcBehaviour {
  return (stream) => {
    stream.respond(head, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(bytes);
  };
}

/** Answers with a status and its text, without a body, as grpc-go does. */
export function status(code: number | string, text: string): GrpcBehaviour {
  return (stream) => stream.respond({ ...head, 'grpc-status': `${code}`, 'grpc-message': text }, { endStream: true });
}

/** Never answers. */
export const silence: GrpcBehaviour = () => {};

/** A gRPC server on a unix socket that does what the test says; it does not have the other methods. */
export class FakeGrpc {
  readonly path: string;
  readonly methods: Map<string, GrpcBehaviour>;
  readonly asked: string[] = [];
  readonly #server: Http2Server = createServer();
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(path: string, methods: Readonly<Record<string, GrpcBehaviour>> = {}) {
    this.path = path;
    this.methods = new Map(Object.entries(methods));
    this.#server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('error', () => {});
      session.on('close', () => this.#sessions.delete(session));
    });
    this.#server.on('stream', (stream, headers) => this.#answer(stream, `${headers[':path']}`));
  }

  get connections(): number {
    return this.#sessions.size;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.path, resolve));
    return this;
  }

  /** Dies: every connection is cut. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  #answer(stream: ServerHttp2Stream, method: string): void {
    this.asked.push(method);
    stream.on('error', () => {});
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      const unknown = status(12, `unknown service ${method.split('/')[1] ?? ''}`);
      (this.methods.get(method) ?? unknown)(stream, Buffer.concat(parts));
    });
  }
}
