import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Discovery } from '../../src/discovery/discovery.ts';
import { observeOnce } from '../../src/discovery/observe-once.ts';
import { createLog } from '../../src/log.ts';
import type { Inventory, InventoryFacts } from '../../src/model/inventory/inventory.ts';
import type { ObserveSettings } from '../../src/settings/settings.ts';
import { HostFiles } from '../../src/sources/host-files.ts';

/** The script that stands for a shim. */
export const shimText = '#!/bin/sh\n';

/** How long the result of a look at the machine is used again. */
const freshForMs = 500;

/** How fast the heart beats in a scenario: by default so slowly that only hints can be what made it look. */
export interface Conditions {
  /** The eyes, when they shall be weak ones. */
  readonly files?: HostFiles;
  readonly verifySeconds?: number;
  readonly rescanSeconds?: number;
}

/** A host of its own, with the search path a:b:c below a temporary directory, and a Discovery that looks at it. */
export class ScenarioHost {
  readonly root = fs.mkdtempSync(join(tmpdir(), 'shimdex-scenario-'));
  readonly files: HostFiles;
  readonly settings: ObserveSettings;
  readonly discovery: Discovery;

  constructor(conditions: Conditions = {}) {
    this.files = conditions.files ?? new HostFiles('/');
    for (const name of ['a', 'b', 'outside', 'targets', 'cwd', 'docker', 'containerd']) this.mkdir(name);
    this.settings = {
      root: '/',
      searchPath: [this.at('a'), this.at('b'), this.at('c/deep')].join(':'),
      containerd: 'none',
      containerdAddress: this.at('containerd.sock'),
      containerdCwd: this.at('cwd'),
      containerdVersion: '2.0.0',
      dockerVersion: '28.0.0',
      containerdConfig: this.at('containerd/config.toml'),
      dockerConfig: this.at('docker/daemon.json'),
      dockerdFlags: [],
      dockerSocket: this.at('docker.sock'),
      containerdSocket: 'auto',
      target: 'scenario',
      policy: { allow: [], deny: [] },
    };
    this.discovery = new Discovery({
      files: this.files,
      settings: this.settings,
      verifySeconds: conditions.verifySeconds ?? 600,
      rescanSeconds: conditions.rescanSeconds ?? 600,
      log: createLog('silent'),
    });
  }

  /** Starts looking, and waits until whatever the start itself asks for has been looked at. */
  async start(): Promise<void> {
    await this.discovery.start();
    await until(() => this.discovery.statistics.observations >= 2, 5000);
  }

  /** Waits until it has read the programs of this machine: it does that in the background, and looks again when it has. */
  async readPrograms(): Promise<void> {
    const { reader } = this.discovery;
    const isRead = () => reader.current()?.programs.every(({ pid, file }) => pid !== undefined || file !== undefined);
    await until(() => isRead() === true, 30_000);
  }

  async stop(): Promise<void> {
    await this.discovery.stop();
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  at(path: string): string {
    return join(this.root, path);
  }

  mkdir(path: string): void {
    fs.mkdirSync(this.at(path), { recursive: true });
  }

  /** Writes an executable file in place. */
  shim(path: string, mode = 0o755): void {
    fs.writeFileSync(this.at(path), shimText);
    fs.chmodSync(this.at(path), mode);
  }

  /** Puts a file in place as package managers do: written elsewhere, then renamed. */
  install(path: string, mode = 0o755): void {
    this.shim('outside/new', mode);
    this.rename('outside/new', path);
  }

  rename(from: string, to: string): void {
    fs.renameSync(this.at(from), this.at(to));
  }

  /** Makes a link, or replaces it atomically. */
  link(target: string, path: string): void {
    fs.symlinkSync(target, this.at('outside/link'));
    this.rename('outside/link', path);
  }

  remove(path: string): void {
    fs.rmSync(this.at(path), { recursive: true });
  }

  /** What Discovery serves. */
  served(): InventoryFacts | undefined {
    const inventory = this.discovery.reader.current();
    return inventory && factsOf(inventory);
  }

  /** What somebody sees who looks for the first time. */
  async fresh(): Promise<InventoryFacts> {
    return factsOf((await observeOnce(new HostFiles('/'), this.settings)).inventory);
  }

  /**
   * Settles with the milliseconds it took until what is served is what is there.
   *
   * The machine is not the scenario's alone: a daemon of another test may start or stop, so this looks at it again.
   */
  async converge(withinMs: number): Promise<number> {
    const began = performance.now();
    for (let left = withinMs; ; left = withinMs - (performance.now() - began)) {
      const fresh = await this.fresh();
      const isServed = until(() => isDeepStrictEqual(this.served(), fresh), Math.min(left, freshForMs));
      if (
        await isServed.then(
          () => true,
          () => false,
        )
      )
        return performance.now() - began;
      if (left <= freshForMs) throw new Error(`Not so within ${withinMs} ms`);
    }
  }
}

/** Without what is read of programs in the background, which a look does not wait for. */
function factsOf({ revision: _, ...facts }: Inventory): InventoryFacts {
  return {
    ...facts,
    runtimes: facts.runtimes.map(({ version, ...runtime }) => runtime),
    shims: facts.shims.map(({ file, ...shim }) => shim),
    programs: facts.programs.map(({ file, ...program }) => program),
  };
}

/** Waits until `isSo`; rejects when that takes too long. */
export async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Not so within ${withinMs} ms`);
    await pause(2);
  }
}
