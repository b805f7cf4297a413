import type { DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { catalogue } from '../catalogue.ts';
import { lookUpInShim } from '../containerd/find-oci-runtime.ts';
import { programOfScript } from '../docker/config/runtimes/script-run.ts';
import { editDistance } from '../edit-distance.ts';
import { fileNameOf, isAbsolutePath } from '../go/path.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import type { World } from '../world.ts';
import { writeEntry, writeShimEntry } from './daemon-json.ts';
import { adviseOnFault } from './execution-fault.ts';
import { whereToGet } from './get-it.ts';
import { adviseOnBlocked } from './places/blocked.ts';
import { adviseOnElsewhere, adviseOnPassedOver } from './places/search-path.ts';
import { adviseOnWrittenPath } from './written-path-advice.ts';

/** What to do about the OCI runtime of a runtime, most useful first; empty when nothing is wrong with it. */
export function adviseOnOciProgram(runtime: DockerRuntime, path: string, world: World): Advice[] {
  const { name, args = [] } = runtime;
  const written = adviseOnWrittenPath(path, world, (meant, rest) =>
    writeEntry('', name, entryOf(meant, [...rest, ...args]), world),
  );
  if (written.length > 0) return written;
  const { containerd, inspect, explore } = world;
  if (path.includes('/') && !isAbsolutePath(path)) return [wholePathAdvice(runtime, path, world)];
  const found = lookUpInShim(path, containerd, inspect);
  const file = found.resolvedPath ?? (path.includes('/') ? path : undefined);
  if (file !== undefined && inspect(file).kind !== 'missing') {
    const fault = explore?.explain(file);
    if (fault !== undefined) return [adviseOnFault(fault)];
    return args.length > 0 && programOfScript(path) !== path ? [blankAdvice(path)] : [];
  }
  const blocked = path.includes('/') ? adviseOnBlocked(path, world) : [];
  if (blocked.length > 0) return blocked;
  return path.includes('/') ? movedAdvice(runtime, path, world) : bareNameAdvice(path, world);
}

/** What to configure instead of a program that is not an OCI runtime. */
export function adviseInsteadOf(runtime: DockerRuntime, path: string, world: World): Advice[] {
  const { inspect, explore } = world;
  const file = inspect(path);
  const other = findNotOciRuntime(path) ?? (file.kind === 'missing' ? undefined : findNotOciRuntime(file.realPath));
  const fault = explore?.explain(path);
  if (other === undefined) return fault === undefined ? [] : [adviseOnFault(fault)];
  const { runtimeType, program } = other;
  if (runtimeType !== undefined) {
    const text = `Configure the shim with "runtimeType": "${runtimeType}", without "path"`;
    return [writeShimEntry(text, runtime.name, runtimeType, world)];
  }
  if (program === undefined)
    return [{ text: `Configure an OCI runtime such as "runc" or "crun" instead of "${path}"` }];
  const [real] = installed(program, world);
  return real === undefined
    ? [whereToGet(program) ?? { text: `Configure "${program}" instead of "${path}"` }]
    : [writeEntry(`Configure "${real}" instead of "${path}"`, runtime.name, { path: real }, world)];
}

/** Paths of an OCI runtime on this host: on containerd's PATH, then elsewhere. */
export function installed(program: string, { containerd, inspect, explore }: World): readonly string[] {
  const { resolvedPath } = lookUpInShim(program, containerd, inspect);
  const elsewhere = explore?.elsewhere(program) ?? [];
  return resolvedPath === undefined ? elsewhere : [resolvedPath, ...elsewhere];
}

function blankAdvice(path: string): Advice {
  const text = `Move "${path}" to a path without blanks: Docker starts a runtime with arguments by a script, and quotes nothing there`;
  return { text };
}

function entryOf(path: string, runtimeArgs: readonly string[]): { path: string; runtimeArgs?: readonly string[] } {
  return runtimeArgs.length === 0 ? { path } : { path, runtimeArgs };
}

function wholePathAdvice(runtime: DockerRuntime, path: string, world: World): Advice {
  const [real] = installed(fileNameOf(path), world);
  const text = 'Write the whole path: the shim runs in another directory, where a relative path leads nowhere';
  if (real === undefined) return { text };
  return writeEntry(text, runtime.name, entryOf(real, runtime.args ?? []), world);
}

/** The file is elsewhere under the same name: the entry with the path that is there. */
function movedAdvice(runtime: DockerRuntime, path: string, world: World): Advice[] {
  const name = fileNameOf(path);
  const [real, ...others] = installed(name, world);
  if (real === undefined) {
    const meant = misspelt(runtime, path, world);
    return meant.length > 0 ? meant : [whereToGet(name) ?? { text: `Install "${path}"` }];
  }
  const also = others.length === 0 ? '' : ` (also at ${others.map((other) => `"${other}"`).join(', ')})`;
  const text = `"${name}" is at "${real}"${also}, not at "${path}"`;
  return [writeEntry(text, runtime.name, entryOf(real, runtime.args ?? []), world)];
}

/** The name of an OCI runtime that is installed, slightly misspelt. */
function misspelt(runtime: DockerRuntime, path: string, world: World): Advice[] {
  const name = fileNameOf(path);
  const limit = Math.floor(Math.min(3, name.length / 4));
  const near = catalogue.filter(
    (entry) => entry.runtime === undefined && findNotOciRuntime(entry.binary) === undefined,
  );
  const [meant] = near
    .filter(({ binary }) => editDistance(name, binary, limit) !== undefined)
    .flatMap(({ binary }) => installed(binary, world));
  if (meant === undefined) return [];
  const text = `"${path}" does not exist, but "${meant}" does`;
  return [writeEntry(text, runtime.name, entryOf(meant, runtime.args ?? []), world)];
}

function bareNameAdvice(name: string, world: World): Advice[] {
  const elsewhere = [...adviseOnPassedOver(name, world), ...adviseOnElsewhere(name, world)];
  if (elsewhere.length > 0) return elsewhere;
  return [whereToGet(name) ?? { text: `Install "${name}" into a directory of containerd's PATH` }];
}
