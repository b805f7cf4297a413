import type { Advice } from '../../../model/inventory/advice.ts';
import { whereToGet } from '../../advice/get-it.ts';
import { calledName, whereToGetCalled } from '../../advice/other-shim.ts';
import { adviseOnBlocked } from '../../advice/places/blocked.ts';
import { adviseOnMisspelled } from '../../advice/places/misspelled.ts';
import { adviseOnElsewhere, adviseOnPassedOver } from '../../advice/places/search-path.ts';
import { adviseOnBrokenShim } from '../../advice/shims/broken-shim.ts';
import { adviseOnWrittenPath } from '../../advice/written-path-advice.ts';
import { canonicalName } from '../../containerd/runtime-name.ts';
import { startShim } from '../../containerd/start-shim.ts';
import { fileNameOf, isAbsolutePath } from '../../go/path.ts';
import { didYouMean } from '../../resolve/did-you-mean.ts';
import { handlerText } from '../service.ts';
import { binaryNameOf, change, fileOf, type HandlerCase, usedPath } from './handler-case.ts';
import { fieldsFor } from './on-unknown-handler.ts';

/** What to do about a handler whose shim is not found. */
export function adviseOnMissingShim(asked: HandlerCase): Advice[] {
  const path = usedPath(asked);
  if (path !== '') return adviseOnPath(asked, path);
  const type = handlerText(asked.table, 'runtime_type');
  const meant = meantType(asked, type);
  if (meant !== undefined) return [change(asked, `Write the type "${meant}"`, { keys: { runtime_type: meant } })];
  const dead = handlerText(asked.table, 'runtime_path');
  return [...(dead === '' ? [] : adviseOnDeadPath(asked, dead)), ...adviseOnBinary(asked, type)];
}

/** What to do about a file that is found and does not start. */
export function adviseOnShimFile({ answer: { path = '', attempts, unavailable }, world }: HandlerCase): Advice[] {
  return adviseOnBrokenShim({ path, attempts, isUnsupported: unavailable?.reason === 'shim-unsupported' }, world);
}

/** `runtime_path` leads to nothing. */
function adviseOnPath(asked: HandlerCase, path: string): Advice[] {
  const { world, table } = asked;
  const set = (text: string, found: string) => change(asked, text, { keys: { runtime_path: found } });
  const written = adviseOnWrittenPath(path, world, (meant) => set('', meant));
  if (written.length > 0) return written;
  const blocked = adviseOnBlocked(path, world);
  if (blocked.length > 0) return blocked;
  const file = fileNameOf(path);
  const [found] = placesOf(file, asked);
  if (found !== undefined) return [set(`"${file}" is at "${found}", not at "${path}"`, found)];
  const type = handlerText(table, 'runtime_type');
  const byType = isUsable(type, asked) ? startShim(type, world).path : undefined;
  const without =
    byType === undefined ? [] : [fileOf(asked, `Or remove runtime_path: the type "${type}" leads to "${byType}"`)];
  return [fileOf(asked, installAt(path, file)), ...without];
}

/** A relative path works nowhere. */
function installAt(path: string, file: string): string {
  if (!isAbsolutePath(path)) return `Write a whole path instead of "${path}" into runtime_path`;
  const known = whereToGet(file);
  return `${known === undefined ? `Install "${path}"` : `${known.text} at "${path}"`}, or correct runtime_path`;
}

/** Paths of a file in the directories of containerd's PATH, then elsewhere. */
function placesOf(file: string, { world }: HandlerCase): string[] {
  const type = canonicalName(file);
  const found = type === undefined ? undefined : startShim(type, world).path;
  return [...(found === undefined ? [] : [found]), ...(world.explore?.elsewhere(file) ?? [])];
}

function isUsable(type: string, { world }: HandlerCase): boolean {
  if (type === '') return false;
  const start = startShim(type, world);
  return start.path !== undefined && start.failure === undefined;
}

/** The type that is probably meant, if its shim would start. */
function meantType(asked: HandlerCase, type: string): string | undefined {
  const { world, name } = asked;
  const { known, isolationOf } = world;
  const path = handlerText(asked.table, 'runtime_path');
  const ofFile = canonicalName((path || type).trim().replace(/^.*\//s, ''));
  const own = type === '' && binaryNameOf(asked) !== '' ? 'io.containerd.runc.v2' : undefined;
  const guesses = [type.trim(), ofFile, own, ...didYouMean(type || name, known, { isolationOf })];
  return guesses.find((guess) => guess !== undefined && guess !== type && isUsable(guess, asked));
}

/** Releases that do not read `runtime_path` find the file under the name that the type gives. */
function adviseOnDeadPath(asked: HandlerCase, path: string): Advice[] {
  const { version } = asked.world.containerd;
  const newer = version.startsWith('1.7') ? '1.7.1' : '1.6.21';
  return [fileOf(asked, `Upgrade to containerd ${newer} or later: ${version} does not read runtime_path "${path}"`)];
}

function adviseOnBinary(asked: HandlerCase, type: string): Advice[] {
  const { answer, world, release } = asked;
  const binary = answer.binary;
  if (isAbsolutePath(type) || binary === undefined) {
    const fields = fieldsFor(type || asked.name, world);
    const instead = type === '' ? '' : ` instead of ${JSON.stringify(type)}`;
    if (fields !== undefined) return [change(asked, `Write the type that is installed${instead}`, fields)];
    return [fileOf(asked, `Write a runtime_type such as "io.containerd.runc.v2"${instead}`)];
  }
  const [found] = world.explore?.elsewhere(binary) ?? [];
  const byPath =
    found !== undefined && release.handlers.runtimePath && world.explore?.explain(found) === undefined
      ? [
          change(asked, `"${binary}" is at "${found}", which is not on containerd's PATH`, {
            keys: { runtime_path: found },
          }),
        ]
      : [];
  const elsewhere = [...adviseOnPassedOver(binary, world), ...byPath, ...adviseOnElsewhere(binary, world)];
  const all = elsewhere.length > 0 ? elsewhere : adviseOnMisspelled(binary, world);
  if (all.length > 0) return all;
  const fields = fieldsFor(calledName(binary), world);
  if (fields !== undefined) return [change(asked, `No shim is called "${binary}": write what is installed`, fields)];
  const install = whereToGetCalled(binary) ?? { text: `Install "${binary}" into a directory of containerd's PATH` };
  return [install, fileOf(asked, 'Or correct runtime_type of the handler')];
}
