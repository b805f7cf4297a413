import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readContainerdConfig } from '../../../../src/core/containerd/config/read-config.ts';
import type { ConfigRelease } from '../../../../src/core/containerd/config/release.ts';
import type { ContainerdConfig } from '../../../../src/model/containerd/containerd-config.ts';
import { RecordedFiles } from '../../../../src/sources/containerd/config/recorded-files.ts';
import { HostFiles } from '../../../../src/sources/host-files.ts';
import type { DebianRecipe } from '../../../e2e/debian-tree.ts';
import { bootMachine, type Machine } from '../../dockerd/machine.ts';
import { releaseOf } from '../recorded.ts';
import type { Dump, Layout } from '../vector.ts';
import { RealContainerd, type StartedContainerd } from './real-containerd.ts';
import { type Defaults, defaultsOf, type Printed, toDump } from './real-dump.ts';

/** A layout that is written down. Its paths are the ones of the machine. */
export interface Placed {
  readonly root: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/** Boots the Debian of the recipe; no daemon runs in it yet. */
export async function bootConfigHost(recipe: DebianRecipe): Promise<ConfigHost> {
  const machine = await bootMachine(recipe);
  try {
    const { stdout } = await runContainerd(machine, ['--version'], '/');
    const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'unknown';
    const defaults = await runContainerd(machine, ['--config', '/dev/null', 'config', 'dump'], '/');
    return new ConfigHost(machine, version, defaultsOf(defaults));
  } catch (error) {
    await machine.stop();
    throw error;
  }
}

/** A Debian with a real containerd, to compare its reading of a configuration with ours. */
export class ConfigHost {
  readonly machine: Machine;
  /** As in `1.7.24`. */
  readonly version: string;
  readonly defaults: Defaults;
  /** The rules that shimdex has for it. */
  readonly release: ConfigRelease;
  #placed = 0;

  constructor(machine: Machine, version: string, defaults: Defaults) {
    this.machine = machine;
    this.version = version;
    this.defaults = defaults;
    this.release = releaseOf(`containerd-${version}`);
  }

  /** Writes a layout to a directory of its own, which takes the place of `$ROOT`. */
  place(layout: Layout): Placed {
    this.#placed += 1;
    const root = `/layouts/${this.#placed}`;
    const inRoot = (each: string) => each.replaceAll('$ROOT', root);
    const outside = (each: string) => join(this.machine.tree, inRoot(each));
    for (const each of layout.dirs ?? []) mkdirSync(outside(each), { recursive: true });
    for (const { path, content = '' } of layout.files) {
      mkdirSync(dirname(outside(path)), { recursive: true });
      writeFileSync(outside(path), inRoot(content));
    }
    return { root, args: layout.args.map(inRoot), cwd: inRoot(layout.cwd ?? '/') };
  }

  remove({ root }: Placed): void {
    rmSync(join(this.machine.tree, root), { recursive: true });
  }

  /** What `containerd config dump` does with the layout. */
  async dump({ args, cwd }: Placed): Promise<Dump> {
    return toDump(await runContainerd(this.machine, [...args, 'config', 'dump'], cwd), this.defaults);
  }

  /** Starts the daemon on the layout, with everything else in its usual place. */
  start({ args, cwd }: Placed): Promise<StartedContainerd> {
    return RealContainerd.start(this.machine, args, cwd);
  }

  /** What `ctr` prints about the containerd that runs. */
  async ctr(...args: readonly string[]): Promise<string> {
    const child = this.machine.start(['/usr/bin/ctr', ...args], environment, '/');
    return child.stdout === null ? '' : await text(child.stdout);
  }

  /** How we read the same files. */
  read({ args, cwd }: Placed): ContainerdConfig {
    const question = { release: this.release, parameters: args, cwd, cgroups: 1 as const };
    return readContainerdConfig(question, new RecordedFiles(new HostFiles(this.machine.tree)));
  }
}

async function runContainerd(machine: Machine, args: readonly string[], cwd: string): Promise<Printed> {
  const child = machine.start(['/usr/bin/containerd', ...args], environment, cwd);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const printed = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));
  const [stdout = '', stderr = ''] = await Promise.all(printed);
  return { status: await ended, stdout, stderr };
}
