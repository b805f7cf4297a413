import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { compileFloor } from '../floor/compile.js';

const shimPath = '/usr/bin/containerd-shim-runc-v2';

/** Containers that run: for each, a bundle and the state of an OCI runtime below a directory, a shim, and its child. */
export class Containers {
  #program;
  #shims = [];

  constructor(directory) {
    this.directory = directory;
    this.address = join(directory, 'containerd.sock');
    this.bundles = join(directory, 'io.containerd.runtime.v2.task', 'default');
    this.states = join(directory, 'runc', 'default');
    this.#program = compileFloor('running-shim', directory);
    for (const made of [this.bundles, this.states, join(directory, 's')]) mkdirSync(made, { recursive: true });
  }

  get shims() {
    return this.#shims.map(({ pid }) => pid);
  }

  async start(id) {
    const bundle = join(this.bundles, id);
    mkdirSync(bundle);
    const words = ['-namespace', 'default', '-id', id, '-address', this.address];
    const shim = spawn(this.#program, words, { argv0: shimPath, cwd: bundle, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#shims.push(shim);
    const [pid] = await once(shim.stdout, 'data');
    // A shim names its socket for what it serves.
    const name = createHash('sha256')
      .update(join(this.address, 'default', id))
      .digest('hex');
    const socket = join(this.directory, 's', name);
    await leaveSocket(socket);
    const files = {
      'shim-binary-path': shimPath,
      'bootstrap.json': JSON.stringify({ version: 3, address: `unix://${socket}`, protocol: 'ttrpc' }),
      runtime: '',
      'options.json': JSON.stringify({ root: join(this.directory, 'runc') }),
      'init.pid': String(pid).trim(),
      'config.json': JSON.stringify({ process: { env: Array(200).fill('NAME=value') } }),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(bundle, name), text);
    const state = { id, init_process_pid: Number(pid), config: { labels: [`bundle=${bundle}`] } };
    mkdirSync(join(this.states, id));
    writeFileSync(join(this.states, id, 'state.json'), JSON.stringify(state));
  }

  stop() {
    for (const shim of this.#shims) shim.kill('SIGKILL');
  }
}

/** Leaves the file of a socket behind. */
async function leaveSocket(path) {
  const server = createServer();
  server.listen(`${path}.new`);
  await once(server, 'listening');
  renameSync(`${path}.new`, path);
  server.close();
  await once(server, 'close');
}
