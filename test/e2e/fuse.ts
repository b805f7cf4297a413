import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, read, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the file system does with a request: answer it, fail it with EIO, or keep it until the mode changes. */
type Mode = 'fine' | 'eio' | 'hang';

/** Numbers of linux/fuse.h. */
const opcodes = { lookup: 1, forget: 2, getattr: 3, open: 14, read: 15, init: 26, opendir: 27, readdir: 28 } as const;
const unanswered: ReadonlySet<number> = new Set([opcodes.forget, 36, 42]);
const answeredEmpty: ReadonlySet<number> = new Set([18, 25, 29, 34]);
const errors = { EIO: 5, ENOENT: 2, ENOSYS: 38 } as const;
const headerBytes = 40;
const rootNode = 1n;
const fileNode = 2n;

/** Whether this process may mount a FUSE file system. */
export function canMountFuse(): boolean {
  return process.getuid?.() === 0 && existsSync('/dev/fuse');
}

/** A mounted directory with one executable file, served by this process: only another process may look at it. */
export class FuseDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'shimdex-fuse-'));
  readonly #name: string;
  readonly #content: Buffer;
  readonly #device: number;
  readonly #buffer = Buffer.alloc(1 << 20);
  #kept: Buffer[] = [];
  #mode: Mode = 'fine';

  constructor(name: string, content: Buffer) {
    this.#name = name;
    this.#content = content;
    this.#device = openSync('/dev/fuse', 'r+');
    const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
    execFileSync('mount', ['-i', '-t', 'fuse', '-o', options, 'shimdex-test', this.path], {
      stdio: ['ignore', 'ignore', 'inherit', this.#device],
    });
    this.#next();
  }

  set mode(mode: Mode) {
    this.#mode = mode;
    const kept = this.#kept;
    this.#kept = [];
    for (const request of kept) this.#handle(request);
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }

  #next(): void {
    read(this.#device, this.#buffer, 0, this.#buffer.length, null, (error, length) => {
      // ENODEV: it is not mounted any more.
      if (error?.code === 'ENODEV') return closeSync(this.#device);
      if (error === null) this.#handle(Buffer.from(this.#buffer.subarray(0, length)));
      this.#next();
    });
  }

  #handle(request: Buffer): void {
    const opcode = request.readUInt32LE(4);
    if (unanswered.has(opcode)) return;
    if (opcode !== opcodes.init && this.#mode === 'hang') return void this.#kept.push(request);
    const answer = opcode !== opcodes.init && this.#mode === 'eio' ? errors.EIO : this.#answer(opcode, request);
    const body = typeof answer === 'number' ? Buffer.of() : answer;
    const head = Buffer.alloc(16);
    head.writeUInt32LE(16 + body.length, 0);
    head.writeInt32LE(typeof answer === 'number' ? -answer : 0, 4);
    request.copy(head, 8, 8, 16);
    try {
      writeSync(this.#device, Buffer.concat([head, body]));
    } catch {
      // The asking process is gone.
    }
  }

  #answer(opcode: number, request: Buffer): Buffer | number {
    const node = request.readBigUInt64LE(16);
    if (answeredEmpty.has(opcode)) return Buffer.of();
    switch (opcode) {
      case opcodes.init:
        return numbers(64, [0, 7], [4, 31], [8, 65_536], [20, 131_072], [24, 1]);
      case opcodes.lookup:
        return request.subarray(headerBytes, -1).toString() === this.#name ? this.#entry() : errors.ENOENT;
      case opcodes.getattr:
        return Buffer.concat([Buffer.alloc(16), this.#attributes(node)]);
      case opcodes.open:
      case opcodes.opendir:
        return Buffer.alloc(16);
      case opcodes.read:
        return this.#content.subarray(Number(request.readBigUInt64LE(headerBytes + 8)));
      case opcodes.readdir:
        return request.readBigUInt64LE(headerBytes + 8) === 0n ? this.#listing() : Buffer.of();
      default:
        return errors.ENOSYS;
    }
  }

  #entry(): Buffer {
    const head = Buffer.alloc(40);
    head.writeBigUInt64LE(fileNode, 0);
    return Buffer.concat([head, this.#attributes(fileNode)]);
  }

  #attributes(node: bigint): Buffer {
    const isRoot = node === rootNode;
    const mode = isRoot ? 0o40755 : 0o100755;
    const size = isRoot ? 0 : this.#content.length;
    return numbers(88, [0, Number(node)], [8, size], [60, mode], [64, 1], [80, 4096]);
  }

  #listing(): Buffer {
    const entry = Buffer.alloc(24 + Math.ceil(this.#name.length / 8) * 8);
    entry.writeBigUInt64LE(fileNode, 0);
    entry.writeBigUInt64LE(1n, 8);
    entry.writeUInt32LE(this.#name.length, 16);
    entry.writeUInt32LE(8, 20);
    entry.write(this.#name, 24);
    return entry;
  }
}

/** A structure with some of its 32-bit fields set. */
function numbers(length: number, ...fields: readonly (readonly [at: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [at, value] of fields) bytes.writeUInt32LE(value, at);
  return bytes;
}
