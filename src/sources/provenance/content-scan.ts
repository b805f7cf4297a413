import { createHash, type Hash } from 'node:crypto';
import { defined } from '../../model/defined.ts';
import type { DigestName } from '../../model/host/program.ts';
import { CONSTANT_BYTES, CONSTANT_END, constantBefore } from '../executables/version-constant.ts';

/** Bytes to look for, and the name under which they are reported. */
export interface BytePattern {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What one pass over a content gives. */
export interface ContentFacts {
  readonly digests: Readonly<Partial<Record<DigestName, string>>>;
  readonly patterns: readonly string[];
  /** The version constant of containerd's source. */
  readonly constant?: string;
}

/** Bytes that are searched for one pattern after the other: few enough to stay in the cache of a processor. */
const WINDOW_BYTES = 64 * 1024;

/** Digests a content and looks for patterns in it, part by part, in one pass and in bounded memory. */
export class ContentScan {
  readonly #hashes: readonly { readonly name: DigestName; readonly hash: Hash }[];
  readonly #patterns: readonly BytePattern[];
  readonly #found = new Set<string>();
  readonly #keptBytes: number;
  #constant: string | undefined;
  /** The end of what was seen: a pattern may begin in it. */
  #tail: Buffer = Buffer.alloc(0);

  constructor(digests: Iterable<DigestName>, patterns: readonly BytePattern[]) {
    this.#hashes = [...new Set(digests)].map((name) => ({ name, hash: createHash(name) }));
    this.#patterns = patterns.filter(({ bytes }) => bytes.length > 0);
    const longest = Math.max(CONSTANT_END.length, ...this.#patterns.map(({ bytes }) => bytes.length));
    this.#keptBytes = longest + CONSTANT_BYTES;
  }

  /** Takes the next part of the content. The buffer may be used again afterwards. */
  add(part: Buffer): void {
    for (const { hash } of this.#hashes) hash.update(part);
    this.#search(Buffer.concat([this.#tail, part.subarray(0, this.#keptBytes)]));
    for (let at = 0; at < part.length; at += WINDOW_BYTES) {
      this.#search(part.subarray(Math.max(0, at - this.#keptBytes), at + WINDOW_BYTES));
    }
    const all = part.length >= this.#keptBytes ? part : Buffer.concat([this.#tail, part]);
    this.#tail = Buffer.from(all.subarray(Math.max(0, all.length - this.#keptBytes)));
  }

  /** The results; nothing may be added afterwards. */
  finish(): ContentFacts {
    return defined({
      digests: Object.fromEntries(this.#hashes.map(({ name, hash }) => [name, hash.digest('hex')])),
      patterns: this.#patterns.map(({ name }) => name).filter((name) => this.#found.has(name)),
      constant: this.#constant,
    });
  }

  #search(window: Buffer): void {
    for (const { name, bytes } of this.#patterns) {
      if (!this.#found.has(name) && window.includes(bytes)) this.#found.add(name);
    }
    for (let at = 0; this.#constant === undefined; at += 1) {
      at = window.indexOf(CONSTANT_END, at);
      if (at < 0) return;
      this.#constant = constantBefore(window, at);
    }
  }
}
