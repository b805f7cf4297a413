import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { HostFiles } from '../../../../src/sources/host-files.ts';

/** A host in a directory of its own, removed after the test. */
export interface Tree {
  readonly root: string;
  readonly files: HostFiles;
  /** Writes a file that may be executed; null for a file of this machine, copied to the same path. */
  put(path: string, content: string | Buffer | null, mode?: number): void;
}

/** Makes an empty host. */
export function emptyTree(): Tree {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-faults-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const put = (path: string, content: string | Buffer | null, mode = 0o755) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (content === null) copyFileSync(realpathSync(path), join(root, path));
    else writeFileSync(join(root, path), content, { mode });
  };
  return { root, files: new HostFiles(root), put };
}

/** Fields of an ELF file made for a test. */
export interface ElfParts {
  readonly machine?: number;
  readonly wide?: boolean;
  readonly little?: boolean;
  readonly type?: number;
  readonly loader?: string;
  readonly needed?: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
}

/** Where the parts of a made ELF file are. */
const AT = { loader: 512, dynamic: 1024, strings: 2048, end: 4096 };

/** A small ELF file with a loader and a dynamic section. */
export function elfFile({ machine = 62, wide = true, little = true, type = 3, loader, ...parts }: ElfParts): Buffer {
  const writer = new ElfWriter(wide, little);
  writer.header(type, machine);
  writer.segment(1, 0, AT.end);
  if (loader !== undefined) {
    writer.bytes.write(`${loader}\0`, AT.loader);
    writer.segment(3, AT.loader, loader.length + 1);
  }
  writer.dynamic([
    ...(parts.needed ?? []).map((name) => [1, name] as const),
    ...(parts.rpath === undefined ? [] : [[15, parts.rpath] as const]),
    ...(parts.runpath === undefined ? [] : [[29, parts.runpath] as const]),
  ]);
  return writer.bytes;
}

class ElfWriter {
  readonly bytes = Buffer.alloc(AT.end);
  readonly #wide: boolean;
  readonly #little: boolean;
  #segments = 0;

  constructor(wide: boolean, little: boolean) {
    this.#wide = wide;
    this.#little = little;
  }

  header(type: number, machine: number): void {
    this.bytes.write('\x7fELF', 0, 'latin1');
    this.bytes.set([this.#wide ? 2 : 1, this.#little ? 1 : 2, 1], 4);
    this.#u16(16, type);
    this.#u16(18, machine);
    this.#word(this.#wide ? 32 : 28, this.#wide ? 64 : 52);
    this.#u16(this.#wide ? 54 : 42, this.#wide ? 56 : 32);
  }

  segment(kind: number, offset: number, size: number): void {
    const at = (this.#wide ? 64 : 52) + this.#segments * (this.#wide ? 56 : 32);
    this.#u32(at, kind);
    this.#word(at + (this.#wide ? 8 : 4), offset);
    this.#word(at + (this.#wide ? 16 : 8), offset);
    this.#word(at + (this.#wide ? 32 : 16), size);
    this.#word(at + (this.#wide ? 40 : 20), size);
    this.#segments += 1;
    this.#u16(this.#wide ? 56 : 44, this.#segments);
  }

  dynamic(texts: readonly (readonly [tag: number, text: string])[]): void {
    const width = this.#wide ? 8 : 4;
    let text = 1;
    let at = AT.dynamic;
    const entry = (tag: number, value: number) => {
      this.#word(at, tag);
      this.#word(at + width, value);
      at += 2 * width;
    };
    for (const [tag, content] of texts) {
      this.bytes.write(`${content}\0`, AT.strings + text);
      entry(tag, text);
      text += content.length + 1;
    }
    entry(5, AT.strings);
    this.segment(2, AT.dynamic, at + 2 * width - AT.dynamic);
  }

  #u16(at: number, value: number): void {
    if (this.#little) this.bytes.writeUInt16LE(value, at);
    else this.bytes.writeUInt16BE(value, at);
  }

  #u32(at: number, value: number): void {
    if (this.#little) this.bytes.writeUInt32LE(value, at);
    else this.bytes.writeUInt32BE(value, at);
  }

  #word(at: number, value: number): void {
    if (!this.#wide) this.#u32(at, value);
    else if (this.#little) this.bytes.writeBigUInt64LE(BigInt(value), at);
    else this.bytes.writeBigUInt64BE(BigInt(value), at);
  }
}
