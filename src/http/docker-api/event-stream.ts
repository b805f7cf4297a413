import type { ServerResponse } from 'node:http';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import { type DockerEvent, renderDockerEvents } from '../../render/docker/events.ts';
import { notNow } from '../answer/problem.ts';
import { securityHeaders } from '../answer/reply.ts';
import { StreamClient } from '../answer/stream-client.ts';
import { passes } from './event-filter.ts';
import { type EventQuery, readEventQuery } from './event-query.ts';

/** This format has no keep-alive message, so the kernel checks whether the other side is still there. */
const keepAliveMs = 15_000;

/** Longest wait that setTimeout takes, in milliseconds. */
const longestTimeoutMs = 2 ** 31 - 1;

interface Subscriber {
  readonly client: StreamClient;
  readonly query: EventQuery;
  ending?: NodeJS.Timeout;
}

/** The clients of the Engine's `GET /events`: each line is made once and written to every client whose filters it passes. */
export class DockerEventStream {
  readonly #reader: InventoryReader;
  readonly #unsubscribe: () => void;
  readonly #subscribers = new Set<Subscriber>();
  #ended = false;

  constructor(reader: InventoryReader) {
    this.#reader = reader;
    this.#unsubscribe = reader.subscribe(({ revision }) => this.#publish(revision));
  }

  /** How many clients are connected now. */
  get clients(): number {
    return this.#subscribers.size;
  }

  /** Sends the part of the history that the query asks for, then new events until its `until`. */
  open(url: string, response: ServerResponse): void {
    if (this.#ended) throw notNow('the service is shutting down');
    const query = readEventQuery(url);
    const subscriber: Subscriber = { client: new StreamClient(response), query };
    response.writeHead(200, { ...securityHeaders, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    subscriber.client.begin(this.#history(query).map(({ line }) => line));
    this.#subscribers.add(subscriber);
    response.once('close', () => this.#forget(subscriber));
    response.socket?.setKeepAlive(true, keepAliveMs);
    this.#endInTime(subscriber);
  }

  /** Ends every stream; later requests get 503. */
  end(): void {
    this.#ended = true;
    this.#unsubscribe();
    for (const subscriber of [...this.#subscribers]) this.#close(subscriber);
  }

  /** Past events are only for clients that give a time (moby `daemon/events/events.go`). */
  #history({ since, until, filter }: EventQuery): readonly DockerEvent[] {
    if (since === undefined && until === undefined) return [];
    return this.#reader
      .changes()
      .flatMap((set) => renderDockerEvents(set).toReversed())
      .filter(({ timeNano }) => (since ?? 0n) <= timeNano && (until === undefined || timeNano <= until))
      .filter((event) => passes(filter, event))
      .reverse();
  }

  /** The first publication is not a change, and not in the history. */
  #publish(revision: number): void {
    if (this.#subscribers.size === 0) return;
    const [latest] = this.#reader.changes();
    if (latest?.revision !== revision) return;
    const events = renderDockerEvents(latest).map((event) => ({ event, line: Buffer.from(event.line) }));
    for (const subscriber of [...this.#subscribers]) {
      const { client, query } = subscriber;
      const lines = events.filter(({ event }) => passes(query.filter, event)).map(({ line }) => line);
      if (lines.length > 0 && !client.write(lines)) this.#forget(subscriber);
    }
  }

  #endInTime(subscriber: Subscriber): void {
    const { until } = subscriber.query;
    if (until === undefined) return;
    const leftMs = Number(until / 1_000_000n) - Date.now();
    if (leftMs <= 0) this.#close(subscriber);
    else subscriber.ending = setTimeout(() => this.#endInTime(subscriber), Math.min(leftMs, longestTimeoutMs)).unref();
  }

  #close(subscriber: Subscriber): void {
    this.#forget(subscriber);
    subscriber.client.end();
  }

  #forget(subscriber: Subscriber): void {
    clearTimeout(subscriber.ending);
    this.#subscribers.delete(subscriber);
  }
}
