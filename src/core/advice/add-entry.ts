import type { Advice } from '../../model/inventory/advice.ts';
import type { CatalogueEntry } from '../../model/inventory/catalogue.ts';
import { catalogueEntry, entriesCalled } from '../catalogue.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { startShim } from '../containerd/start-shim.ts';
import { fileNameOf } from '../go/path.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import type { World } from '../world.ts';
import { loadCommand, writeEntry, writeShimEntry } from './daemon-json.ts';
import { adviseOnFault } from './execution-fault.ts';
import { whereToGet } from './get-it.ts';
import { keeperOfDaemonJson } from './host/keeper.ts';
import { installed } from './oci-program.ts';
import { adviseOnKataVariant } from './places/kata-variant.ts';
import { adviseOnElsewhere, adviseOnPassedOver } from './places/search-path.ts';
import { shellWord } from './shell-word.ts';

/** What to do about a name that Docker does not let through: the entry to add, or the name that works. */
export function adviseOnUnknownName(name: string, world: World): Advice[] {
  const called = entriesCalled(name);
  const programs = called.filter(({ runtime, binary }) => runtime === undefined && !findNotOciRuntime(binary));
  const shims = called.filter(({ runtime }) => runtime !== undefined);
  const found = [
    ...programs.flatMap((entry) => adviseOnProgram(name, entry, world)),
    ...shims.flatMap((entry) => adviseOnShim(name, entry, world)),
  ];
  if (found.length > 0) return found;
  const ofKata = adviseOnKataVariant(name, name, world);
  if (ofKata.length > 0) return ofKata;
  const [first] = [...programs, ...shims];
  const get = first === undefined ? undefined : whereToGet(first.binary);
  return [
    get ?? {
      text: `Add "${name}" to "runtimes" of "${world.docker.configFile}", or choose a name that "shimdex list" shows`,
    },
  ];
}

function adviseOnProgram(name: string, { binary }: CatalogueEntry, world: World): Advice[] {
  const { docker } = world;
  const [path] = installed(binary, world);
  if (path === undefined) return [];
  const entry = writeEntry(`"${path}" is installed, but Docker does not know it`, name, { path }, world);
  const isFixed = docker.isMissing === true || keeperOfDaemonJson(docker.configFile) !== undefined;
  const isNvidia = binary === 'nvidia-container-runtime' && !isFixed;
  if (!isNvidia || installed('nvidia-ctk', world).length === 0) return [entry];
  const config = docker.configFile === '/etc/docker/daemon.json' ? '' : ` --config=${shellWord(docker.configFile)}`;
  const command = `nvidia-ctk runtime configure --runtime=docker${nvidiaName(name)}${config} && ${loadCommand(docker, 'restart')}`;
  return [{ text: `Let the toolkit write the entry into "${docker.configFile}", and restart dockerd`, command }, entry];
}

/** The toolkit calls its runtime `nvidia` unless another name is given. Source: `nvidia-ctk runtime configure --help`. */
export function nvidiaName(name: string): string {
  return name === 'nvidia' ? '' : ` --nvidia-runtime-name=${shellWord(name)}`;
}

/** A shim that is installed works under its own name at once; an entry makes the short name work. */
function adviseOnShim(name: string, { binary }: CatalogueEntry, world: World): Advice[] {
  const runtimeType = canonicalName(binary);
  if (runtimeType === undefined) return [];
  const start = startShim(runtimeType, world);
  if (start.path === undefined) return [...adviseOnPassedOver(binary, world), ...adviseOnElsewhere(binary, world)];
  if (start.failure !== undefined) {
    const fault = world.explore?.explain(start.path);
    return fault === undefined ? [] : [adviseOnFault(fault)];
  }
  return [
    { text: `Use the name that works now: --runtime ${runtimeType}` },
    writeShimEntry(`Or configure "${name}" as a name for ${runtimeType}`, name, runtimeType, world),
  ];
}

/** What to do about a path in the place of a name. */
export function adviseOnPathName(path: string, world: World): Advice[] {
  const file = fileNameOf(path);
  const runtime = canonicalName(file);
  if (runtime !== undefined) {
    const start = startShim(runtime, world);
    if (start.path !== undefined) return [{ text: `Use the name of the shim: --runtime ${runtime}` }];
    return [
      { text: `Use the name of the shim, --runtime ${runtime}, once containerd finds the file` },
      ...adviseOnElsewhere(file, world),
    ];
  }
  const name = file === '' ? 'custom' : file;
  if (findNotOciRuntime(path) !== undefined) return adviseOnUnknownName(name, world);
  if (catalogueEntry(file) === undefined && world.inspect(path).kind !== 'file') {
    return [{ text: 'Use a name instead of a path; "shimdex list" shows the names' }];
  }
  return [writeEntry('Docker accepts a path in its configuration only', name, { path }, world)];
}
