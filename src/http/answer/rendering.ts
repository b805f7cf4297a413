import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import { acceptsGzip, matchingTag } from './conditional.ts';
import { securityHeaders } from './reply.ts';

interface Twin {
  readonly body: Buffer;
  readonly headers: OutgoingHttpHeaders;
}

/** An answer rendered once: its bytes, its strong ETag, and its gzip twin made when the first client asks for it. */
export class Rendering {
  readonly #plain: Twin;
  readonly #tags: readonly [plain: string, gzip: string];
  readonly #unchanged: ReadonlyMap<string, OutgoingHttpHeaders>;
  readonly #mediaType: string;
  readonly #extra: OutgoingHttpHeaders;
  #compressed: Twin | undefined;

  /** `tag` is the ETag without its quotes; `extra` headers are set on every answer and override the others. */
  constructor(body: string, mediaType: string, tag: string, extra: OutgoingHttpHeaders = {}) {
    this.#tags = [`"${tag}"`, `"${tag}-gzip"`];
    this.#mediaType = mediaType;
    this.#extra = extra;
    const headers = { ...securityHeaders, ...cacheHeaders, ...extra };
    this.#unchanged = new Map(this.#tags.map((each) => [each, { ...headers, ETag: each }]));
    this.#plain = this.#twin(Buffer.from(body), this.#tags[0], {});
  }

  /** Answers `request` with the twin it accepts, or with 304 when the client already has one of them. */
  send(request: IncomingMessage, response: ServerResponse): void {
    const twin = acceptsGzip(request.headers['accept-encoding']) ? this.#gzip() : this.#plain;
    const held = matchingTag(request.headers['if-none-match'], this.#tags);
    if (held === undefined) {
      response.writeHead(200, twin.headers);
      response.end(twin.body);
    } else {
      response.writeHead(304, this.#unchanged.get(held));
      response.end();
    }
  }

  #gzip(): Twin {
    this.#compressed ??= this.#twin(gzipSync(this.#plain.body, { level: 6 }), this.#tags[1], {
      'Content-Encoding': 'gzip',
    });
    return this.#compressed;
  }

  #twin(body: Buffer, etag: string, encoding: OutgoingHttpHeaders): Twin {
    const headers = {
      ...securityHeaders,
      ...cacheHeaders,
      ...this.#extra,
      ...encoding,
      'Content-Type': this.#mediaType,
      'Content-Length': body.length,
      ETag: etag,
    };
    return { body, headers };
  }
}

const cacheHeaders = { 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' } as const;

/** The renderings of the current revision; the next revision replaces them all. */
export class Snapshots {
  readonly #reader: InventoryReader;
  #inventory: Inventory | undefined;
  #renderings = new Map<string, Rendering>();

  constructor(reader: InventoryReader) {
    this.#reader = reader;
  }

  /** The rendering kept under `key`, made by `view` when it is the first of its revision; `key`s must be few. */
  rendering(key: string, inventory: Inventory, view: () => unknown): Rendering {
    if (this.#inventory !== inventory) {
      this.#inventory = inventory;
      this.#renderings = new Map();
    }
    const known = this.#renderings.get(key);
    if (known !== undefined) return known;
    const tag = `${this.#reader.boot}.${inventory.revision}`;
    const made = new Rendering(`${JSON.stringify(view())}\n`, 'application/json', tag);
    this.#renderings.set(key, made);
    return made;
  }
}
