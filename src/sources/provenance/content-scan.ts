import { createHash, type Hash } from 'node:crypto';
import { defined } from '../../model/defined.ts';
import type { DigestName } from '../../model/host/program.ts';
import { CONSTANT_BYTES, CONSTANT_END, constantBefore } from '../executables/version-constant.ts';
import type { PartContent } from './file-parts.ts';

/** Bytes to look for, and the name under which they are reported. */
export interface BytePattern {
  readonly name: string;
  readonly bytes: Buffer;
  /** Tables of names can have it; the others are in texts only. */
  readonly isName: boolean;
}

/** What is found by reading a content once. */
export interface ContentFacts {
  readonly digests: Readonly<Partial<Record<DigestName, string>>>;
  readonly patterns: readonly string[];
  /** The version constant of containerd's source. */
  readonly constant?: string;
}

/** Bytes that are searched for one pattern after the other: few enough to stay in the cache of a processor. */
const WINDOW_BYTES = 64 * 1024;

/** Digests a content and looks for patterns in it, bit by bit, in one pass and in bounded memory. */
export class ContentScan {
  readonly #hashes: readonly { readonly name: DigestName; readonly hash: Hash }[];
  readonly #patterns: Readonly<Record<PartContent, readonly BytePattern[]>>;
  readonly #found = new Set<string>();
  readonly #keptBytes: number;
  #constant: string | undefined;
  #content: PartContent = 'texts';
  /** The end of what was seen of this part: a pattern may begin in it. */
  #tail: Buffer = Buffer.alloc(0);

  constructor(digests: Iterable<DigestName>, patterns: readonly BytePattern[]) {
    this.#hashes = [...new Set(digests)].map((name) => ({ name, hash: createHash(name) }));
    const all = patterns.filter(({ bytes }) => bytes.length > 0);
    this.#patterns = { texts: all, names: all.filter(({ isName }) => isName), neither: [] };
    const longest = Math.max(CONSTANT_END.length, ...all.map(({ bytes }) => bytes.length));
    this.#keptBytes = longest + CONSTANT_BYTES;
  }

  /** What is added from now on is another part of the file. */
  begin(content: PartContent): void {
    this.#content = content;
    this.#tail = Buffer.alloc(0);
  }

  /** Takes the next bytes of the part. The buffer may be used again afterwards. */
  add(bytes: Buffer): void {
    for (const { hash } of this.#hashes) hash.update(bytes);
    if (this.#content === 'neither') return;
    this.#search(Buffer.concat([this.#tail, bytes.subarray(0, this.#keptBytes)]));
    for (let at = 0; at < bytes.length; at += WINDOW_BYTES) {
      this.#search(bytes.subarray(Math.max(0, at - this.#keptBytes), at + WINDOW_BYTES));
    }
    const all = bytes.length >= this.#keptBytes ? bytes : Buffer.concat([this.#tail, bytes]);
    this.#tail = Buffer.from(all.subarray(Math.max(0, all.length - this.#keptBytes)));
  }

  /** What was found until now. */
  get found(): Pick<ContentFacts, 'patterns' | 'constant'> {
    const patterns = this.#patterns.texts.map(({ name }) => name).filter((name) => this.#found.has(name));
    return defined({ patterns, constant: this.#constant });
  }

  /** The results; nothing may be added afterwards. */
  finish(): ContentFacts {
    const digests = Object.fromEntries(this.#hashes.map(({ name, hash }) => [name, hash.digest('hex')]));
    return { digests, ...this.found };
  }

  #search(window: Buffer): void {
    for (const { name, bytes } of this.#patterns[this.#content]) {
      if (!this.#found.has(name) && window.includes(bytes)) this.#found.add(name);
    }
    if (this.#content === 'texts') this.#searchConstant(window);
  }

  #searchConstant(window: Buffer): void {
    for (let at = 0; this.#constant === undefined; at += 1) {
      at = window.indexOf(CONSTANT_END, at);
      if (at < 0) return;
      this.#constant = constantBefore(window, at);
    }
  }
}
