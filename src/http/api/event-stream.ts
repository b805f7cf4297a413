import type { Request, Response } from 'express';
import type { ChangeSet } from '../../model/inventory/change.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import { notNow } from '../answer/problem.ts';
import { noQuery } from '../answer/query.ts';
import { securityHeaders } from '../answer/reply.ts';
import { type Route, route } from '../answer/route.ts';
import { StreamClient } from '../answer/stream-client.ts';
import { currentInventory } from './context.ts';
import { EventFrames } from './event-frames.ts';

/** Proxies commonly cut a connection that is silent for 30 or 60 seconds. */
const keepAliveMs = 15_000;

/** Makes a client that loses its connection come back after a second. */
const preamble = 'retry: 1000\n\n';

const keepAlive = Buffer.from(': keep-alive\n\n');

/** The clients of `/v1/events`: each frame is made once and written to all of them. */
export class EventStream {
  readonly #reader: InventoryReader;
  readonly #frames: EventFrames;
  readonly #unsubscribe: () => void;
  readonly #clients = new Set<StreamClient>();
  #keepAlive: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(reader: InventoryReader) {
    this.#reader = reader;
    this.#frames = new EventFrames(reader.boot);
    this.#unsubscribe = reader.subscribe((set) => this.#broadcast(this.#frames.change(set)));
  }

  /** How many clients are connected now. */
  get clients(): number {
    return this.#clients.size;
  }

  /** `GET /v1/events`. */
  route(): Route {
    return route({
      path: '/v1/events',
      operationId: 'streamEvents',
      summary: 'Server-Sent Events: first the whole inventory, then each change',
      description:
        'The event "inventory" carries an Inventory, the event "change" a ChangeSet; the id of both is BOOT.REVISION. ' +
        'Last-Event-ID resumes the stream if the history reaches back that far, else it starts with the whole inventory.',
      ...noQuery,
      ok: { mediaType: 'text/event-stream' },
      conditional: false,
      others: {
        400: { mediaType: 'application/problem+json', schema: 'Problem' },
        503: { mediaType: 'application/problem+json', schema: 'Problem' },
      },
      handle: (_query, request, response) => this.#open(request, response),
    });
  }

  /** Ends every stream; later requests get 503. */
  end(): void {
    this.#ended = true;
    this.#unsubscribe();
    for (const client of [...this.#clients]) {
      this.#forget(client);
      client.end();
    }
  }

  #open(request: Request, response: Response): void {
    if (this.#ended) throw notNow('The service is shutting down; ask again in a second');
    const inventory = currentInventory(this.#reader);
    const first = this.#firstFrames(request.headers['last-event-id'], inventory);
    response.writeHead(200, {
      ...securityHeaders,
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    if (request.method === 'HEAD') return void response.end();
    const client = new StreamClient(response);
    this.#clients.add(client);
    response.once('close', () => this.#forget(client));
    this.#keepAlive ??= setInterval(() => this.#broadcast(keepAlive), keepAliveMs).unref();
    client.begin([preamble, ...first]);
  }

  #firstFrames(lastEventId: string | string[] | undefined, inventory: Inventory): readonly Buffer[] {
    const revision = this.#frames.resumeFrom(lastEventId);
    const missed = revision === undefined ? undefined : this.#missedSince(revision, inventory);
    return missed?.map((set) => this.#frames.change(set)) ?? [this.#frames.inventory(inventory)];
  }

  #missedSince(revision: number, inventory: Inventory): readonly ChangeSet[] | undefined {
    if (revision > inventory.revision) return undefined;
    return revision === inventory.revision ? [] : this.#reader.since(revision);
  }

  #broadcast(frame: Buffer): void {
    const frames = [frame];
    for (const client of [...this.#clients]) {
      if (!client.write(frames)) this.#forget(client);
    }
  }

  #forget(client: StreamClient): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearInterval(this.#keepAlive);
    this.#keepAlive = undefined;
  }
}
