import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A host for the command line to look at: directories of its own on the search path, nothing of this machine's daemons. */
export class HostTree {
  readonly directory = mkdtempSync(join(tmpdir(), 'shimdex-cli-'));
  /** Options that make every command look at this tree alone. */
  readonly options: readonly string[];

  constructor() {
    for (const name of ['one', 'two', 'cwd']) mkdirSync(this.at(name));
    this.options = [
      `--search-path=${this.at('one')}:${this.at('two')}`,
      '--containerd=none',
      `--containerd-cwd=${this.at('cwd')}`,
      '--containerd-version=2.0.0',
      '--docker-version=28.0.0',
      `--docker-config=${this.at('daemon.json')}`,
      '--dockerd-flag=',
      `--docker-socket=${this.at('docker.sock')}`,
    ];
  }

  at(path: string): string {
    return join(this.directory, path);
  }

  /** Puts a file in place whole, as an installer does: who watches sees one change. */
  file(path: string, text: string, mode = 0o644): void {
    const unfinished = this.at('unfinished');
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(unfinished, text);
    chmodSync(unfinished, mode);
    renameSync(unfinished, this.at(path));
  }

  /** An executable that would start. */
  shim(path: string): void {
    this.file(path, '#!/bin/sh\n', 0o755);
  }

  link(target: string, path: string): void {
    symlinkSync(target, this.at(path));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
