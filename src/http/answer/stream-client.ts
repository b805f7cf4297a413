import type { ServerResponse } from 'node:http';

/** How much a client may leave unread after what it started with or last caught up on, in bytes. */
const longestBacklog = 64 * 1024;

/**
 * A client of a stream that has no end. A client that stops reading would make the service keep its events forever, so it
 * is cut off when it leaves too much unread.
 */
export class StreamClient {
  readonly #response: ServerResponse;
  /** Unread bytes right after the last write to a client that had read everything before it. */
  #allowance = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Writes what the stream starts with, however long that is. */
  begin(chunks: Iterable<string | Buffer>): void {
    for (const chunk of chunks) this.#response.write(chunk);
    this.#allowance = this.#response.writableLength;
  }

  /** Writes events; false when the client is too far behind, and is cut off instead. */
  write(chunks: readonly Buffer[]): boolean {
    const unread = this.#response.writableLength;
    if (unread > this.#allowance + longestBacklog) {
      this.#response.destroy();
      return false;
    }
    for (const chunk of chunks) this.#response.write(chunk);
    if (unread === 0) this.#allowance = this.#response.writableLength;
    return true;
  }

  end(): void {
    this.#response.end();
  }
}
