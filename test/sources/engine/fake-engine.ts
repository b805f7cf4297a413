import * as fs from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a fake Engine does with a question. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** An Engine on a unix socket that does what the test says; `GET /events` is an open stream by default. */
export class FakeEngine {
  readonly path: string;
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #listeners = new Set<ServerResponse>();
  info: Behaviour;
  version: Behaviour;
  events: Behaviour = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    this.#listeners.add(response);
  };

  constructor(path: string, info: Behaviour | object = engineInfo()) {
    this.path = path;
    this.info = typeof info === 'function' ? (info as Behaviour) : json(info);
    this.version = json({ Version: '28.5.2', ApiVersion: '1.51' });
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      response.on('error', () => {});
      if (request.url === '/info') this.info(response, request);
      else if (request.url === '/version') this.version(response, request);
      else this.events(response, request);
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.path, resolve));
    return this;
  }

  /** Says what dockerd says after SIGHUP. */
  tellReload(): void {
    for (const listener of this.#listeners) listener.write('{"Type":"daemon","Action":"reload"}\n');
  }

  /** Dies: every connection is cut; with `leavesSocket` the file stays, as after kill -9. */
  async stop({ leavesSocket = false } = {}): Promise<void> {
    const kept = `${this.path}.kept`;
    if (leavesSocket) fs.linkSync(this.path, kept);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    this.#listeners.clear();
    await closed;
    if (leavesSocket) fs.renameSync(kept, this.path);
  }
}

/** Answers with a JSON value. */
export function json(value: unknown): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

/** What `GET /info` answers, as far as runtimes go. */
export function engineInfo(runtimes: object = {}, more: object = {}): object {
  return {
    ServerVersion: '28.5.2',
    DefaultRuntime: 'runc',
    Runtimes: { runc: { path: 'runc' }, 'io.containerd.runc.v2': { path: 'runc' }, ...runtimes },
    NGoroutines: 42,
    ...more,
  };
}
