import type { Advice } from '../../../model/inventory/advice.ts';
import { whereToGet } from '../../advice/get-it.ts';
import { installed } from '../../advice/oci-program.ts';
import { isOciRuntime } from '../../programs/not-a-shim.ts';
import { findNotOciRuntime } from '../../programs/not-oci-runtime.ts';
import { handlerText } from '../service.ts';
import { change, type HandlerCase, usedPath } from './handler-case.ts';

const runcType = 'io.containerd.runc.v2';

/** What to do about a handler that names an OCI runtime, or a tool, where containerd expects a shim. */
export function adviseOnNotAShim(asked: HandlerCase): Advice[] {
  const path = asked.answer.path ?? '';
  const without = usedPath(asked) === '' ? '' : ', and remove runtime_path';
  if (!isOciRuntime(path)) return insteadOf(asked, path, without);
  const text = `Let the runc shim start the OCI runtime: name "${path}" in BinaryName${without}`;
  return [change(asked, text, { keys: typeIfOther(asked), options: { BinaryName: path } })];
}

/** What to do about a `BinaryName` that names a shim or a tool. */
export function adviseOnNotAnOciRuntime(asked: HandlerCase): Advice[] {
  return insteadOf(asked, asked.answer.ociRuntime?.resolvedPath ?? '', '');
}

function insteadOf(asked: HandlerCase, path: string, without: string): Advice[] {
  const { runtimeType, program } = findNotOciRuntime(path) ?? {};
  if (runtimeType !== undefined) {
    const options = asked.answer.ociRuntime === undefined ? '' : ', and remove BinaryName';
    const text = `Write the type of the shim, "${runtimeType}"${without}${options}`;
    return [change(asked, text, { keys: { runtime_type: runtimeType } })];
  }
  const [found] = program === undefined ? ['runc'] : installed(program, asked.world);
  if (found === undefined) return [whereToGet(program ?? '') ?? { text: `Install "${program}"` }];
  const text = `Let the runc shim start an OCI runtime such as "${found}"${without}`;
  return [change(asked, text, { keys: typeIfOther(asked), options: { BinaryName: found } })];
}

/** The options of the runc shim count with this type only. */
function typeIfOther({ table }: HandlerCase): Readonly<Record<string, string>> {
  return handlerText(table, 'runtime_type') === runcType ? {} : { runtime_type: runcType };
}
