import type { ServerResponse } from 'node:http';
import type { InventoryReader } from '../../model/inventory-reader.ts';
import { type DockerEvent, renderDockerEvents } from '../../render/docker/events.ts';
import { notNow } from '../answer/problem.ts';
import { securityHeaders } from '../answer/reply.ts';
import { passes } from './event-filter.ts';
import { type EventQuery, readEventQuery } from './event-query.ts';

/** How much a client may leave unread behind the history it was sent before it is cut off, in bytes. */
const longestBacklog = 64 * 1024;

/** Silence is no sign of life in this format, so the kernel asks whether the other side is still there. */
const keepAliveMs = 15_000;

/** Longest wait that setTimeout takes, in milliseconds. */
const longestTimeoutMs = 2 ** 31 - 1;

interface Client {
  readonly response: ServerResponse;
  readonly query: EventQuery;
  /** What was unread right after the history was written, or an event to a client that had read all before it. */
  head: number;
  ending?: NodeJS.Timeout;
}

/** The clients of the Engine's `GET /events`: each line is made once and written to all whose filters it passes. */
export class DockerEventStream {
  readonly #reader: InventoryReader;
  readonly #unsubscribe: () => void;
  readonly #clients = new Set<Client>();
  #ended = false;

  constructor(reader: InventoryReader) {
    this.#reader = reader;
    this.#unsubscribe = reader.subscribe(({ revision }) => this.#tell(revision));
  }

  /** How many clients listen now. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Sends what the query asks of the history, then what happens until its `until`. */
  open(url: string, response: ServerResponse): void {
    if (this.#ended) throw notNow('the service is shutting down');
    const query = readEventQuery(url);
    const client: Client = { response, query, head: 0 };
    response.writeHead(200, { ...securityHeaders, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    for (const event of this.#history(query)) response.write(event.line);
    client.head = response.writableLength;
    this.#clients.add(client);
    response.once('close', () => this.#forget(client));
    response.socket?.setKeepAlive(true, keepAliveMs);
    this.#endInTime(client);
  }

  /** Ends every stream; whoever comes later gets 503. */
  end(): void {
    this.#ended = true;
    this.#unsubscribe();
    for (const client of [...this.#clients]) this.#close(client);
  }

  /** Only who names a time is told of the past (moby `daemon/events/events.go`). */
  #history({ since, until, filter }: EventQuery): readonly DockerEvent[] {
    if (since === undefined && until === undefined) return [];
    return this.#reader
      .changes()
      .flatMap((set) => renderDockerEvents(set).toReversed())
      .filter(({ timeNano }) => (since ?? 0n) <= timeNano && (until === undefined || timeNano <= until))
      .filter((event) => passes(filter, event))
      .reverse();
  }

  /** The first publication is no change, and not in the history. */
  #tell(revision: number): void {
    if (this.#clients.size === 0) return;
    const [latest] = this.#reader.changes();
    if (latest?.revision !== revision) return;
    const events = renderDockerEvents(latest).map((event) => ({ event, line: Buffer.from(event.line) }));
    for (const client of [...this.#clients]) {
      const lines = events.filter(({ event }) => passes(client.query.filter, event)).map(({ line }) => line);
      if (lines.length > 0) this.#write(client, lines);
    }
  }

  /** A client that stopped reading would have the service keep its events for ever. */
  #write(client: Client, lines: readonly Buffer[]): void {
    const { response } = client;
    const unread = response.writableLength;
    if (unread > client.head + longestBacklog) {
      this.#forget(client);
      response.destroy();
      return;
    }
    for (const line of lines) response.write(line);
    if (unread === 0) client.head = response.writableLength;
  }

  #endInTime(client: Client): void {
    const { until } = client.query;
    if (until === undefined) return;
    const leftMs = Number(until / 1_000_000n) - Date.now();
    if (leftMs <= 0) this.#close(client);
    else client.ending = setTimeout(() => this.#endInTime(client), Math.min(leftMs, longestTimeoutMs)).unref();
  }

  #close(client: Client): void {
    this.#forget(client);
    client.response.end();
  }

  #forget(client: Client): void {
    clearTimeout(client.ending);
    this.#clients.delete(client);
  }
}
