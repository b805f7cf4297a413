import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventually } from '../../../eventually.ts';
import { DaemonLog } from '../../dockerd/daemon-log.ts';
import type { Machine } from '../../dockerd/machine.ts';
import { askStatus, type CriStatus } from './cri-status.ts';

/** A containerd that came up, or what it printed when it did not. */
export type StartedContainerd =
  | { readonly started: true; readonly containerd: RealContainerd }
  | { readonly started: false; readonly message: string };

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const own = ['/run/containerd', '/var/lib/containerd'];

/** A running containerd of a machine: one at a time, at its usual address. */
export class RealContainerd {
  readonly #machine: Machine;
  readonly #child: ChildProcess;
  readonly #log: DaemonLog;

  private constructor(machine: Machine, child: ChildProcess, log: DaemonLog) {
    this.#machine = machine;
    this.#child = child;
    this.#log = log;
  }

  static async start(machine: Machine, args: readonly string[], cwd: string): Promise<StartedContainerd> {
    const child = machine.start(['/usr/bin/containerd', ...args], { PATH: path }, cwd);
    const log = new DaemonLog(child);
    if ((await log.wait(/successfully booted/, 0)) === undefined) return { started: false, message: log.complaint() };
    const containerd = new RealContainerd(machine, child, log);
    await containerd.#initialized();
    return { started: true, containerd };
  }

  /** Waits for CRI, which a containerd 1.x starts after it has said that it booted. Source: `checkInitialized` in `pkg/cri`. */
  async #initialized(): Promise<void> {
    await eventually(async () => {
      const status = await this.status();
      if ('refused' in status) expect(status.refused).not.toBe('server is not initialized yet');
    });
  }

  /** What its CRI service answers. */
  status(): Promise<CriStatus> {
    return askStatus(this.socket);
  }

  /** Where it listens, as this machine spells it. */
  get socket(): string {
    return join(this.#machine.tree, 'run/containerd/containerd.sock');
  }

  /** Why a plugin did not load, as it was logged; undefined when it loaded. */
  failureOf(plugin: string): string | undefined {
    const line = this.#log
      .since(0)
      .split('\n')
      .find((each) => {
        // 1.x has the name in the message, and 2.x next to it.
        if (each.includes(`failed to load plugin ${plugin}"`)) return true;
        return each.includes('failed to load plugin"') && each.includes(` id=${plugin} `);
      });
    const quoted = line === undefined ? undefined : /error=("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
    return quoted === undefined ? undefined : (JSON.parse(quoted) as string);
  }

  /** Ends it, and removes what it kept. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#machine.signal('SIGKILL', this.#child);
    await ended;
    for (const directory of own) rmSync(join(this.#machine.tree, directory), { recursive: true, force: true });
  }
}
