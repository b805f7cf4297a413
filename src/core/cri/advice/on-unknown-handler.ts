import type { Advice } from '../../../model/inventory/advice.ts';
import { nvidiaName } from '../../advice/add-entry.ts';
import { whereToGet } from '../../advice/get-it.ts';
import { editConfig, isKept, restartContainerd } from '../../advice/host/edit-config.ts';
import { installed } from '../../advice/oci-program.ts';
import { kataConfiguration, kataType } from '../../advice/places/kata-variant.ts';
import { adviseOnPassedOver } from '../../advice/places/search-path.ts';
import { shellWord } from '../../advice/shell-word.ts';
import { entriesCalled } from '../../catalogue.ts';
import { configReleaseOf } from '../../containerd/config/release.ts';
import { canonicalName } from '../../containerd/runtime-name.ts';
import { startShim } from '../../containerd/start-shim.ts';
import { directoryOf } from '../../go/path.ts';
import { findNotOciRuntime } from '../../programs/not-oci-runtime.ts';
import { lostHandlers } from '../lost-handlers.ts';
import { criService, handlerTables, handlerText } from '../service.ts';
import type { HandlerCase } from './handler-case.ts';
import { handlerHome } from './handler-home.ts';
import { type HandlerFields, writeHandler } from './handler-snippet.ts';
import { adviseOnLost } from './on-lost-handler.ts';

type Asked = Pick<HandlerCase, 'name' | 'config' | 'world'>;

/** What to do about a name that no handler has. */
export function adviseOnUnknownHandler(asked: Asked): Advice[] {
  const { name, config, world } = asked;
  const lost = lostHandlers(config).find((each) => each.name === name);
  if (lost !== undefined) return adviseOnLost(lost, config, world.containerd);
  const other = otherHandler(asked);
  if (other !== undefined) return [other];
  return [...ofOtherContainerd(asked), ...(ofUnimported(asked) ?? newHandler(asked))];
}

/** A kubelet uses one containerd: the handler may be in the configuration of another. */
function ofOtherContainerd({ name, world }: Asked): Advice[] {
  const has = world.containerd.otherHandlers?.find(({ handlers }) => handlers.includes(name));
  if (has === undefined) return [];
  const { pid, address, belongsTo } = has;
  const who = `process ${pid} at "${address}"${belongsTo === undefined ? '' : ` (${belongsTo})`}`;
  const text = `"${name}" is a handler of another containerd, ${who}. If the kubelet uses that one, look at it`;
  return [
    { text, command: `shimdex resolve --containerd-address ${shellWord(address)} --client cri -- ${shellWord(name)}` },
  ];
}

/** Only 2.x: in 1.x the section of an imported file replaces the one of the main file. */
function ofUnimported({ name, config, world }: Asked): Advice[] | undefined {
  const has = config.unimported?.find(({ handlers }) => handlers.includes(name));
  if (has === undefined || configReleaseOf(world.containerd).pluginMerge === 'replace') return undefined;
  const pattern = `${directoryOf(has.file)}/*.toml`;
  const imports = [...new Set([...(config.inForce.settings?.imports ?? []), pattern])];
  const isNew = config.inForce.main === undefined;
  const text = (file: string) =>
    `"${has.file}" has a handler "${name}", but nothing imports it. ${isNew ? 'Write' : 'Set'} imports at the beginning of "${file}", then restart containerd`;
  const snippet = `${isNew ? 'version = 3\n' : ''}imports = [${imports.map((each) => JSON.stringify(each)).join(', ')}]`;
  return [editConfig({ text, file: config.file, snippet, restarts: true }, world)];
}

function newHandler(asked: Asked): Advice[] {
  const { name, config, world } = asked;
  const fields = fieldsFor(name, world);
  if (fields !== undefined) return addHandler(asked, fields);
  // A shim that is there and does not execute needs no installation.
  for (const binary of shimsCalled(name)) {
    const [repair, ...others] = adviseOnPassedOver(binary, world);
    if (repair !== undefined) return [repair, ...addRepaired(asked, binary), ...others];
  }
  const [entry] = entriesCalled(name);
  const get = entry && whereToGet(entry.binary);
  const text = `Add a handler "${name}" to containerd's configuration, or ask for a handler that "shimdex handlers" shows`;
  const { file } = handlerHome(config, world.containerd.version);
  return [...(get === undefined ? [] : [get]), editConfig({ text, file }, world)];
}

/** The handler to add once its shim is repaired. */
function addRepaired({ name, config, world }: Asked, binary: string): Advice[] {
  const type = canonicalName(binary);
  if (type === undefined) return [];
  const fields = withHypervisor(name, { keys: { runtime_type: type } }, world);
  const text = (file: string) => `Then add a handler "${name}" to "${file}"`;
  const home = handlerHome(config, world.containerd.version);
  return [writeHandler({ text, name, fields, home, isNew: true }, world)];
}

/** A handler of another spelling, or the handlers of a type that the user wrote as the name of a handler. */
function otherHandler({ name, config }: Asked): Advice | undefined {
  const tables = [...handlerTables(criService(config))];
  const spelled = tables.find(([each]) => each.trim().toLowerCase() === name.trim().toLowerCase());
  if (spelled !== undefined) return { text: `Ask for "${spelled[0]}": the names of handlers are exact` };
  const typed = tables.find(([, table]) => name.includes('.') && handlerText(table, 'runtime_type') === name);
  return typed && { text: `Ask for "${typed[0]}": a pod names the handler, and "${name}" is the type of its runtime` };
}

function addHandler({ name, config, world }: Asked, fields: HandlerFields): Advice[] {
  const home = handlerHome(config, world.containerd.version);
  const isNew = home.versionLine !== undefined;
  const text = (file: string) => `${isNew ? 'Write' : 'Add'} a handler "${name}" ${isNew ? 'into' : 'to'} "${file}"`;
  const program = fields.options?.['BinaryName'];
  const add = writeHandler({ text, name, fields, home, isNew: true }, world);
  const isNvidias = /nvidia-container-runtime$/.test(String(program)) && !isKept(world);
  if (!isNvidias || installed('nvidia-ctk', world).length === 0) return [add];
  const where = home.file === '/etc/containerd/config.toml' ? '' : ` --config=${shellWord(home.file)}`;
  const command = `nvidia-ctk runtime configure --runtime=containerd${nvidiaName(name)}${where} && ${restartContainerd(world)}`;
  return [{ text: `Let the toolkit write the handler into "${home.file}", and restart containerd`, command }, add];
}

/** What a handler of this name needs, if what it would run is on this host. */
export function fieldsFor(name: string, world: Asked['world']): HandlerFields | undefined {
  const called = entriesCalled(name);
  const programs = called.filter(({ runtime, binary }) => runtime === undefined && !findNotOciRuntime(binary));
  for (const binary of shimsCalled(name)) {
    const fields = fieldsOfShim(binary, world);
    if (fields !== undefined) return withHypervisor(name, fields, world);
  }
  for (const { binary } of programs) {
    const [path] = installed(binary, world);
    if (path !== undefined) return { keys: { runtime_type: 'io.containerd.runc.v2' }, options: { BinaryName: path } };
  }
  return undefined;
}

/** Kata's shim runs the hypervisor of its default configuration unless another one is given. */
function withHypervisor(name: string, fields: HandlerFields, world: Asked['world']): HandlerFields {
  const ConfigPath = fields.keys?.['runtime_type'] === kataType ? kataConfiguration(name, world) : undefined;
  return ConfigPath === undefined ? fields : { ...fields, options: { ConfigPath } };
}

/** File names of shims that a handler of this name may mean: the ones that are known first. */
function shimsCalled(name: string): string[] {
  const known = entriesCalled(name).flatMap(({ runtime, binary }) => (runtime === undefined ? [] : [binary]));
  return [...new Set([...known, ...likely(name)])];
}

/** File names of shims that may be called like the handler: the name itself, and its first word, as for `kata-qemu`. */
function likely(name: string): string[] {
  const words = new Set([name, name.split('-')[0] ?? ''].filter((word) => /^[\w-]{1,64}$/.test(word)));
  return [...words].flatMap((word) => ['v2', 'v1'].map((version) => `containerd-shim-${word}-${version}`));
}

function fieldsOfShim(binary: string, world: Asked['world']): HandlerFields | undefined {
  const type = canonicalName(binary);
  if (type === undefined) return undefined;
  const start = startShim(type, world);
  if (start.path !== undefined && start.failure === undefined) return { keys: { runtime_type: type } };
  const [path] = world.explore?.elsewhere(binary) ?? [];
  const { runtimePath } = configReleaseOf(world.containerd).handlers;
  if (path === undefined || !runtimePath || world.explore?.explain(path) !== undefined) return undefined;
  return { keys: { runtime_type: type, runtime_path: path } };
}
