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
  #known: Parsed<T> | undefined;

  constructor(files: HostFiles, parse: (bytes: Buffer) => T, limitBytes: number) {
    this.#files = files;
    this.#parse = parse;
    this.#limitBytes = limitBytes;
  }

  /** The parsed content of a file; undefined when the file cannot be read or is larger than the limit. */
  read(file: string): T | undefined {
    const identity = this.#files.identity(file);
    const known = this.#known;
    if (known?.file === file && known.identity === identity) return known.value;
    const read = this.#files.readFile(file, this.#limitBytes);
    if (!read.ok) return undefined;
    const value = this.#parse(read.bytes);
    this.#known = { file, identity, value };
    return value;
  }
}
