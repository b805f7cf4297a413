import type { TomlTable } from '../../model/containerd/toml.ts';
import { defined } from '../../model/defined.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { UnavailableReason } from '../../model/inventory/unavailable.ts';
import { adviseOnFault } from '../advice/execution-fault.ts';
import { whereToGet } from '../advice/get-it.ts';
import { adviseOnElsewhere, adviseOnPassedOver } from '../advice/search-path.ts';
import type { Answer } from '../containerd/answer.ts';
import { entryAt, entryOf } from '../containerd/config/toml/value.ts';
import type { World } from '../world.ts';
import { criService, handlerTables, handlerText } from './service.ts';

/** What to do about a handler that a pod cannot use. */
export function adviseOnHandler(name: string, answer: Answer, world: World): Advice[] {
  if (answer.available !== false) return [];
  const { containerdConfig } = world;
  const service = criService(containerdConfig);
  const file = containerdConfig?.file;
  const where = file === undefined ? {} : { file };
  if (service.state === 'not-served') return [{ text: 'Let this containerd serve CRI first', ...where }];
  const table = handlerTables(service).get(name === '' ? (service.handlers?.defaultName ?? '') : name);
  if (table === undefined) return [{ text: `Add a handler "${name}" to containerd's configuration`, ...where }];
  return adviseOnTable(table, answer, world);
}

function adviseOnTable(table: TomlTable, answer: Answer, world: World): Advice[] {
  const reason = answer.unavailable?.reason;
  const [key, text] = (reason && keys[reason]) ?? [];
  if (key !== undefined && text !== undefined) return [{ text, ...fileOf(table, key) }];
  if (reason === 'oci-runtime-missing') return adviseOnOciRuntime(table, world);
  const written = handlerText(table, 'runtime_path');
  const path = answer.path ?? (written || undefined);
  const advice = adviseOnFile(path, world);
  if (advice.length > 0) return advice;
  if (written !== '')
    return [{ text: `Install "${written}", or correct runtime_path`, ...fileOf(table, 'runtime_path') }];
  return adviseOnShim(handlerText(table, 'runtime_type'), answer, world);
}

/** The key to correct, where nothing has to be installed. */
const keys: Readonly<Partial<Record<UnavailableReason, readonly [string, string]>>> = {
  'invalid-options': ['options', 'Correct the options of the handler'],
  'invalid-name': ['runtime_type', 'Correct the runtime_type of the handler'],
  'no-sandbox-controller': ['sandboxer', 'Correct the sandboxer of the handler, or remove the key'],
  'containerd-panics': ['sandboxer', 'Remove the sandboxer of the handler before a pod asks for it'],
};

/** The file that gives a key of the handler, or else the handler; nothing for a built-in value. */
function fileOf(table: TomlTable, ...path: readonly string[]): Pick<Advice, 'file'> {
  const file = entryAt(table, ...path)?.at.file || table.at.file;
  return defined({ file: file === '' ? undefined : file });
}

/** Advice for a file that is there and does not execute. */
function adviseOnFile(path: string | undefined, { inspect, explore }: World): Advice[] {
  if (path === undefined || inspect(path).kind === 'missing') return [];
  const fault = explore?.explain(path);
  return fault === undefined ? [] : [adviseOnFault(fault)];
}

function adviseOnOciRuntime(table: TomlTable, world: World): Advice[] {
  const given = entryOf(entryOf(table, 'options'), 'BinaryName');
  const name = (given?.kind === 'string' && given.value) || 'runc';
  const found = name.includes('/')
    ? adviseOnFile(name, world)
    : [...adviseOnPassedOver(name, world), ...adviseOnElsewhere(name, world)];
  if (found.length > 0) return found;
  return [{ text: `Install "${name}", or correct BinaryName`, ...fileOf(table, 'options', 'BinaryName') }];
}

function adviseOnShim(type: string, { binary }: Answer, world: World): Advice[] {
  if (binary === undefined) {
    return [{ text: `Install what "${type}" needs where containerd looks, or correct the handler` }];
  }
  const found = [...adviseOnPassedOver(binary, world), ...adviseOnElsewhere(binary, world)];
  if (found.length > 0) return found;
  return [whereToGet(binary) ?? { text: `Install "${binary}" into a directory of containerd's PATH` }];
}
