import type { ReadAt } from './executables/executable-format.ts';
import type { HostFiles } from './host-files.ts';

interface Parsed<T> {
  readonly file: string;
  readonly identity: string;
  readonly value: T;
}

/** What a file says; the newest version of the newest file is parsed once. */
export class ParsedFile<T> {
  readonly #files: HostFiles;
  readonly #parse: (bytes: Buffer) => T;
  readonly #limitBytes: number;
  readonly #part: (readAt: ReadAt, maxBytes: number) => Buffer;
  #known: Parsed<T> | undefined;

  /** `part` gives the bytes that are parsed, at most that many; by default the whole file. */
  constructor(
    files: HostFiles,
    parse: (bytes: Buffer) => T,
    limitBytes: number,
    part: (readAt: ReadAt, maxBytes: number) => Buffer = (readAt, maxBytes) => readAt(0, maxBytes),
  ) {
    this.#files = files;
    this.#parse = parse;
    this.#limitBytes = limitBytes;
    this.#part = part;
  }

  /** The parsed content of a file; undefined when it cannot be read or is larger than the limit. */
  read(file: string): T | undefined {
    const identity = this.#files.identity(file);
    const known = this.#known;
    if (known?.file === file && known.identity === identity) return known.value;
    const read = this.#files.open(file, (readAt) => this.#part(readAt, this.#limitBytes + 1));
    if (!read.ok || read.value.length > this.#limitBytes) return undefined;
    const value = this.#parse(read.value);
    this.#known = { file, identity, value };
    return value;
  }
}
