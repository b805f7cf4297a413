import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Service, startService } from './service.ts';

/** The least that the kernel would begin to execute on this machine: an ELF head with one segment, made of node's own. */
function leastProgram(): Buffer {
  const bytes = Buffer.alloc(64 + 56);
  const node = openSync(process.execPath, 'r');
  readSync(node, bytes, 0, 64, 0);
  closeSync(node);
  bytes.writeBigUInt64LE(64n, 32); // e_phoff
  bytes.writeUInt16LE(1, 56); // e_phnum
  bytes.writeUInt32LE(1, 64); // p_type: PT_LOAD
  return bytes;
}

const program = leastProgram();

/** A host of a fleet: a root tree with Docker, containerd, runc and its shim in it, and a shimdex that looks at it. */
export class FleetHost {
  readonly root = mkdtempSync(join(tmpdir(), 'shimdex-host-'));

  constructor() {
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
    for (const file of ['/usr/local/bin/containerd', '/usr/bin/runc', '/usr/bin/containerd-shim-runc-v2'])
      this.install(file);
    this.configure({});
  }

  /** Names the host. */
  name(hostname: string): void {
    this.#write('/etc/hostname', `${hostname}\n`);
  }

  /** Writes a daemon.json with these runtimes. */
  configure(runtimes: Readonly<Record<string, unknown>>): void {
    this.#write('/etc/docker/daemon.json', JSON.stringify({ runtimes }));
  }

  /** Puts an executable in place as a package manager does: whole, by a rename. */
  install(path: string): void {
    this.#write(path, program, 0o755);
  }

  /** Takes the x bits: no runtime name leads to the file any more. */
  takeExecution(path: string): void {
    chmodSync(join(this.root, path), 0o644);
  }

  /** Puts something in its place that no kernel begins to execute. */
  corrupt(path: string): void {
    this.#write(path, 'half a download', 0o755);
  }

  remove(path: string): void {
    rmSync(join(this.root, path));
  }

  /** Starts the shimdex of this host. */
  serve(...options: readonly string[]): Promise<Service> {
    return startService(`--root=${this.root}`, ...options);
  }

  #write(path: string, content: string | Buffer, mode = 0o644): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, content);
    chmodSync(`${file}.new`, mode);
    renameSync(`${file}.new`, file);
  }
}
