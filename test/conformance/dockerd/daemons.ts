import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { ShownRuntime, ShownRuntimes } from '../../../src/model/host/docker-facts.ts';
import { DaemonLog } from './daemon-log.ts';
import { EngineApi } from './engine-api.ts';
import type { Machine } from './machine.ts';

/**
 * How a dockerd is started: its daemon.json, which may be absent, its flags and its PATH, and whether it starts a containerd
 * of its own, which it does where none runs.
 */
export interface DockerdOptions {
  readonly startsContainerd?: boolean;
  readonly config: string | null;
  readonly args?: readonly string[];
  readonly path?: string;
}

/** A dockerd that came up, or what it said when it did not. */
export type DockerdStart =
  | { readonly started: true; readonly dockerd: Dockerd }
  | { readonly started: false; readonly message: string };

/** What `GET /info` says of the Engine's runtimes, and of itself. */
export interface EngineInfo extends ShownRuntimes {
  readonly version: string;
}

/** What a dockerd did when it was asked to reload. */
export type Reload =
  | { readonly kind: 'applied'; readonly shown: ShownRuntimes }
  | { readonly kind: 'refused'; readonly log: string; readonly shown: ShownRuntimes }
  | { readonly kind: 'crashed'; readonly log: string };

/** A running dockerd. */
export interface Dockerd {
  readonly api: EngineApi;
  info(): Promise<EngineInfo>;
  /** Puts `config` in the place of daemon.json and sends SIGHUP. */
  reload(config: string | null): Promise<Reload>;
  stop(): Promise<void>;
}

/** Where the machine's dockerd looks for its configuration. */
export const configFile = '/etc/docker/daemon.json';
const containerdSocket = '/run/containerd/containerd.sock';
const dockerdPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a machine without a network of its own needs; data and sockets are where they always are. */
export const machineFlags: readonly string[] = [
  `--containerd=${containerdSocket}`,
  '--iptables=false',
  '--bridge=none',
  '--storage-driver=vfs',
];

/** Starts the machine's containerd and waits until it serves; it lives as long as the machine. */
export async function startContainerd(machine: Machine, path: string, cwd: string): Promise<void> {
  const log = new DaemonLog(machine.start(['/usr/bin/containerd'], { PATH: path }, cwd));
  await log.wait(/successfully booted/, 0);
}

/** Starts the machine's dockerd and waits until it listens or gives up. */
export async function startDockerd(machine: Machine, options: DockerdOptions): Promise<DockerdStart> {
  const { config, args = [], path = dockerdPath, startsContainerd = false } = options;
  writeConfig(machine, config);
  const flags = startsContainerd ? machineFlags.slice(1) : machineFlags;
  const child = machine.start(['/usr/sbin/dockerd', ...flags, ...args], { PATH: path });
  const log = new DaemonLog(child);
  if ((await log.wait(/msg="API listen on /, 0)) === undefined) return { started: false, message: log.complaint() };
  return { started: true, dockerd: new RunningDockerd(machine, child, log) };
}

class RunningDockerd implements Dockerd {
  readonly api: EngineApi;
  readonly #machine: Machine;
  readonly #child: ChildProcess;
  readonly #log: DaemonLog;

  constructor(machine: Machine, child: ChildProcess, log: DaemonLog) {
    this.#machine = machine;
    this.#child = child;
    this.#log = log;
    this.api = new EngineApi(join(machine.tree, 'run/docker.sock'));
  }

  async info(): Promise<EngineInfo> {
    const { body } = await this.api.call('GET', '/info');
    const { Runtimes, DefaultRuntime, ServerVersion } = body as Info;
    const runtimes = Object.entries(Runtimes).map(([name, each]) => [name, shownIn(each)] as const);
    return { version: ServerVersion, defaultRuntime: DefaultRuntime, runtimes: new Map(runtimes) };
  }

  async reload(config: string | null): Promise<Reload> {
    writeConfig(this.#machine, config);
    const since = Date.now() / 1000;
    const from = this.#log.length;
    this.#machine.signal('SIGHUP', this.#child);
    const line = await this.#log.wait(/^time=\S+ level=(?:info msg="Reloaded configuration|error ).*/m, from);
    if (line === undefined) return { kind: 'crashed', log: this.#log.since(from) };
    if (/^time=\S+ level=error /.test(line)) return { kind: 'refused', log: line, shown: await this.info() };
    await this.#announced(since);
    if (this.#log.ended) return { kind: 'crashed', log: this.#log.since(from) };
    return { kind: 'applied', shown: await this.info() };
  }

  /** It logs a reload before the new configuration is in effect, and sends the event afterwards; or it does not survive the reload. */
  async #announced(since: number): Promise<void> {
    const filters = encodeURIComponent(JSON.stringify({ type: ['daemon'], event: ['reload'] }));
    await vi.waitFor(
      async () => {
        if (this.#log.ended) return;
        const events = await this.api.call(
          'GET',
          `/events?since=${since}&until=${Date.now() / 1000}&filters=${filters}`,
        );
        if (events.body === '') throw new Error('The Engine told no event of its reload');
      },
      { timeout: 10_000, interval: 5 },
    );
  }

  async stop(): Promise<void> {
    if (this.#log.ended) return;
    const ended = once(this.#child, 'close');
    this.#machine.signal('SIGTERM', this.#child);
    await ended;
  }
}

interface Info {
  readonly Runtimes: Readonly<Record<string, InfoRuntime>>;
  readonly DefaultRuntime: string;
  readonly ServerVersion: string;
}
interface InfoRuntime {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  readonly runtimeType?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

function shownIn({ path, runtimeArgs, runtimeType, options }: InfoRuntime): ShownRuntime {
  return {
    ...(path === undefined ? {} : { path }),
    ...(runtimeArgs === undefined ? {} : { args: runtimeArgs }),
    ...(runtimeType === undefined ? {} : { runtimeType }),
    ...(options === undefined ? {} : { options }),
  };
}

/** Writes the machine's daemon.json, or sees to it that there is none. */
export function writeConfig({ tree }: Machine, config: string | null): void {
  const file = join(tree, configFile);
  mkdirSync(join(file, '..'), { recursive: true });
  if (config === null) rmSync(file, { force: true });
  else writeFileSync(file, config);
}
