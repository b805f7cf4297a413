import type { ServerResponse } from 'node:http';

/** How much a client may leave unread after what it started with or last caught up on, in bytes. */
const longestBacklog = 64 * 1024;

/** Chunks, and how they are transferred. */
interface Encoded {
  readonly chunks: readonly Buffer[];
  readonly bytes: Buffer;
}

const lineEnd = Buffer.from('\r\n');

/**
 * A client of a stream that has no end. A client that stops reading would make the service keep its events forever, so it
 * is cut off when it leaves too much unread.
 */
export class StreamClient {
  /** The last event, which is encoded once for all clients, and forgotten with the next. */
  static #last: Encoded = { chunks: [], bytes: Buffer.alloc(0) };

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
    this.#send(chunks);
    if (unread === 0) this.#allowance = this.#response.writableLength;
    return true;
  }

  /** Node writes each chunk in four parts, at the end of its turn; one part that is written now is at the client sooner. */
  #send(chunks: readonly Buffer[]): void {
    const { socket, chunkedEncoding, headersSent } = this.#response;
    if (socket?.writable && chunkedEncoding && headersSent) socket.write(StreamClient.#encoded(chunks));
    else for (const chunk of chunks) this.#response.write(chunk);
  }

  static #encoded(chunks: readonly Buffer[]): Buffer {
    if (StreamClient.#last.chunks !== chunks) StreamClient.#last = { chunks, bytes: encode(chunks) };
    return StreamClient.#last.bytes;
  }

  end(): void {
    this.#response.end();
  }
}

/** Source: RFC 9112, section 7.1. */
function encode(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat(chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, lineEnd]));
}
