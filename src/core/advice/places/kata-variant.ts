import type { Advice } from '../../../model/inventory/advice.ts';
import { startShim } from '../../containerd/start-shim.ts';
import { configRules } from '../../docker/config/release.ts';
import { joinPaths } from '../../go/path.ts';
import type { World } from '../../world.ts';
import { writeEntry } from '../daemon-json.ts';

/** The shim that Kata Containers has since version 2, for every hypervisor. */
export const kataType = 'io.containerd.kata.v2';

/** Directories of Kata's configurations: of its own releases, and of distributions. */
const directories = [
  '/opt/kata/share/defaults/kata-containers',
  '/opt/kata/share/defaults/kata-containers/runtime-rs',
  '/usr/share/defaults/kata-containers',
  '/usr/share/kata-containers/defaults',
  '/etc/kata-containers',
];

/** The configuration of the hypervisor that a name such as `kata-fc` means; undefined where it is not on this host. */
export function kataConfiguration(name: string, { inspect }: Pick<World, 'inspect'>): string | undefined {
  const [, variant] = /^kata-([\w-]{1,64})$/.exec(name) ?? [];
  if (variant === undefined) return undefined;
  const files = directories.map((directory) => joinPaths(directory, `configuration-${variant}.toml`));
  return files.find((file) => inspect(file).kind === 'file');
}

/** Kata has no shim for one hypervisor: an entry that gives its shim the configuration. Empty where that would not start. */
export function adviseOnKataVariant(called: string, name: string, world: World): Advice[] {
  const ConfigPath = kataConfiguration(called, world);
  if (ConfigPath === undefined || configRules(world.docker.version).major < 24) return [];
  const start = startShim(kataType, world);
  if (start.path === undefined || start.failure !== undefined) return [];
  const text = 'Kata Containers has one shim for all hypervisors, and its configuration chooses one';
  return [writeEntry(text, name, { runtimeType: kataType, options: { ConfigPath } }, world)];
}
