import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import type { Inventory } from '../../src/model/inventory/inventory.ts';
import { CaseHost } from '../cases/host.ts';
import { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';
import { eventually } from '../eventually.ts';
import type { Prepare } from './hosts.ts';

/** The real service. */
export class Service<Host = HostTree> {
  readonly host: Host;
  readonly #command: readonly string[];
  readonly #options: readonly string[];
  #child: ChildProcess | undefined;
  #port = 0;

  constructor(host: Host, command: readonly string[], options: readonly string[]) {
    this.host = host;
    this.#command = command;
    this.#options = options;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it and waits until it is ready. A stopped service starts on the same port again. */
  async start(): Promise<void> {
    const [file = program, ...args] = [...this.#command, 'serve', `--listen=127.0.0.1:${this.#port}`, ...this.#options];
    const child = spawn(file, args, { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    await vi.waitFor(
      async () => {
        const port = /"address":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(log)?.[1];
        if (port === undefined) throw new Error(`The service does not listen: ${log}`);
        this.#port = Number(port);
        if (!(await fetch(`${this.address}/readyz`)).ok) throw new Error('The service is not ready');
      },
      { timeout: 25_000, interval: 10 },
    );
  }

  /** Waits until it knows what the Engine says. It is ready before, when the Engine is slow to answer. */
  async knowsEngine(): Promise<void> {
    await eventually(async () => {
      const { sources } = (await this.get('/v1/inventory')) as Pick<Inventory, 'sources'>;
      expect(sources).toContainEqual(expect.objectContaining({ source: 'docker-engine', state: 'read' }));
    });
  }

  /** Requests JSON from it. */
  async get(path: string): Promise<unknown> {
    return (await fetch(`${this.address}${path}`)).json();
  }

  /** Kills it as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  /** Stops or continues it. A connection to a stopped service hangs. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }
}

/** What a service runs on. */
export interface Serving {
  /** Makes the host before the service starts; its search path is `one`, then `two`. */
  readonly host?: (host: HostTree) => void;
  /** Options in addition to those of the host tree; an option with the same flag replaces it. */
  readonly options?: (host: HostTree) => readonly string[];
  /** The command that starts the program, instead of the program itself. */
  readonly command?: readonly string[];
}

/** Takes what has to be done at the end. */
export type AtEnd = (clean: () => void | Promise<void>) => void;

/** A running service with a host of its own. */
export async function serveHost(
  { host: make, options, command = [program] }: Serving = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Service> {
  const host = new HostTree();
  atEnd(() => host.remove());
  make?.(host);
  const given = options?.(host) ?? [];
  const flags = new Set(given.map(flagOf));
  const service = new Service(host, command, [
    ...host.options.filter((option) => !flags.has(flagOf(option))),
    ...given.filter((option) => option.includes('=')),
  ]);
  atEnd(() => service.kill());
  await service.start();
  return service;
}

/** A running service that looks at a tree of files, processes and sockets below `--root`. */
export async function serveRoot(prepare: Prepare, atEnd: AtEnd = onTestFinished): Promise<Service<CaseHost>> {
  const host = new CaseHost();
  atEnd(() => host.stop());
  await prepare(host);
  const engine = host.engines.length === 0 ? ['--docker-socket=none'] : [];
  const service = new Service(host, [program], [`--root=${host.root}`, ...engine]);
  atEnd(() => service.kill());
  await service.start();
  if (host.engines.length > 0) await service.knowsEngine();
  return service;
}

/** One service for all tests of a file, which do not change its host. */
export function useService<Host>(start: (atEnd: AtEnd) => Promise<Service<Host>>): () => Service<Host> {
  const cleanings: (() => void | Promise<void>)[] = [];
  let service: Service<Host> | undefined;
  beforeAll(async () => {
    service = await start((clean) => cleanings.unshift(clean));
  });
  afterAll(async () => {
    for (const clean of cleanings) await clean();
  });
  return () => {
    if (service === undefined) throw new Error('The service starts before the first test');
    return service;
  };
}

/** `--containerd-cwd` of `--containerd-cwd=/`; an option without a value only removes the option with the same flag. */
function flagOf(option: string): string {
  return option.split('=')[0] ?? option;
}
