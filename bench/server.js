import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The built program; `npm run build` writes it. */
export const program = join(import.meta.dirname, '..', 'dist', 'main.js');

/** Options that leave this machine's own containerd and Docker out, with `directories` as the search path. */
export function isolatedOptions(scratch, directories) {
  for (const name of ['cwd', 'bin', 'etc']) mkdirSync(join(scratch, name), { recursive: true });
  writeFileSync(join(scratch, 'etc', 'daemon.json'), '{}');
  return [
    `--search-path=${directories.join(':')}`,
    '--containerd=none',
    `--containerd-cwd=${join(scratch, 'cwd')}`,
    `--containerd-exe=${join(scratch, 'bin', 'containerd')}`,
    `--containerd-config=${join(scratch, 'etc', 'config.toml')}`,
    `--docker-config=${join(scratch, 'etc', 'daemon.json')}`,
  ];
}

/** The status of the answer to a GET on a connection of its own; undefined while nobody answers. */
export function statusOf(socketPath, path) {
  return new Promise((resolve) => {
    get({ socketPath, path, headers: { host: 'localhost' }, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    }).on('error', () => resolve(undefined));
  });
}

/** Starts `shimdex serve`, with options of Node, on a unix socket in `scratch` and waits until it is ready. */
export async function startServer(scratch, options, nodeOptions = []) {
  const socketPath = join(scratch, 'shimdex.sock');
  const child = spawn(
    process.execPath,
    [...nodeOptions, program, 'serve', `--listen=unix:${socketPath}`, '--log-level=error', ...options],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const server = new Server(child, socketPath);
  try {
    await server.ready();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

class Server {
  /** Where it listens. */
  socketPath;
  #child;
  #request;
  #streams = [];

  constructor(child, socketPath) {
    this.socketPath = socketPath;
    this.#child = child;
    this.#request = { socketPath, headers: { host: 'localhost' }, agent: new Agent({ keepAlive: true }) };
  }

  get pid() {
    return this.#child.pid;
  }

  async ready() {
    const deadline = performance.now() + 20_000;
    while (performance.now() < deadline && this.#child.exitCode === null) {
      const answer = await this.get('/readyz').catch(() => undefined);
      if (answer?.status === 200) return;
      await pause(10);
    }
    throw new Error('The server did not become ready');
  }

  /** The answer to a GET: `{status, headers, bytes, body}`; `body` is the text of the bytes. */
  get(path, headers = {}) {
    return new Promise((resolve, reject) => {
      const { headers: always } = this.#request;
      get({ ...this.#request, path, headers: { ...always, ...headers } }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode, headers: response.headers, bytes, body: bytes.toString() });
        });
        response.on('error', reject);
      }).on('error', reject);
    });
  }

  /** Waits until everything in the background is read. */
  async settled() {
    let revision;
    for (let same = 0; same < 3; ) {
      await pause(700);
      const { revision: now } = JSON.parse((await this.get('/v1/inventory')).body);
      same = now === revision ? same + 1 : 0;
      revision = now;
    }
  }

  /** Calls `listener(text, time)` with each chunk of the event stream, `time` in CLOCK_MONOTONIC nanoseconds. */
  listen(listener) {
    return new Promise((resolve, reject) => {
      const request = get({ ...this.#request, agent: false, path: '/v1/events' }, (response) => {
        response.setEncoding('utf8');
        response.on('data', (text) => {
          const time = process.hrtime.bigint();
          listener(text, time);
          resolve();
        });
        response.on('error', () => undefined);
      }).on('error', reject);
      this.#streams.push(request);
    });
  }

  /** CPU time of all threads so far, ms. */
  cpuMs() {
    return cpuMs(this.pid);
  }

  signal(name) {
    this.#child.kill(name);
  }

  async stop() {
    for (const stream of this.#streams) stream.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** CPU time of all threads of a process so far, ms; the scheduler counts it in nanoseconds, /proc/PID/stat in ticks. */
export function cpuMs(pid) {
  const tasks = `/proc/${pid}/task`;
  const spent = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
}

/** Memory that a process has in RAM now (proc(5), status). */
export function residentMib(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
