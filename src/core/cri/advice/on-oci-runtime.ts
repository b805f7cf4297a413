import type { Advice } from '../../../model/inventory/advice.ts';
import { adviseOnFault } from '../../advice/execution-fault.ts';
import { whereToGet } from '../../advice/get-it.ts';
import { installed } from '../../advice/oci-program.ts';
import { adviseOnBlocked } from '../../advice/places/blocked.ts';
import { adviseOnElsewhere, adviseOnPassedOver } from '../../advice/places/search-path.ts';
import { adviseOnWrittenPath } from '../../advice/written-path-advice.ts';
import { fileNameOf } from '../../go/path.ts';
import { binaryNameOf, change, type HandlerCase } from './handler-case.ts';

/** What to do about the OCI runtime that the runc shim cannot execute. */
export function adviseOnOciRuntime(asked: HandlerCase): Advice[] {
  const { world } = asked;
  const binary = binaryNameOf(asked) || 'runc';
  if (!binary.includes('/')) return onBareName(asked, binary);
  const set = (text: string, path: string) => change(asked, text, { options: { BinaryName: path } });
  const written = adviseOnWrittenPath(binary, world, (meant) => set('', meant));
  if (written.length > 0) return written;
  if (world.inspect(binary).kind !== 'missing') {
    const fault = world.explore?.explain(binary);
    if (fault !== undefined) return [adviseOnFault(fault)];
  }
  const blocked = adviseOnBlocked(binary, world);
  if (blocked.length > 0) return blocked;
  const file = fileNameOf(binary);
  const [found, ...others] = installed(file, world);
  if (found === undefined) return [whereToGet(file) ?? { text: `Install "${binary}", or correct BinaryName` }];
  const also = others.length === 0 ? '' : ` (also at ${others.map((other) => `"${other}"`).join(', ')})`;
  return [set(`"${file}" is at "${found}"${also}, not at "${binary}"`, found)];
}

/** A name is searched on containerd's PATH; a whole path works everywhere. */
function onBareName(asked: HandlerCase, name: string): Advice[] {
  const { world } = asked;
  const [found] = world.explore?.elsewhere(name) ?? [];
  const text = `"${name}" is at "${found}", which is not on containerd's PATH`;
  const byPath =
    found === undefined || world.explore?.explain(found) !== undefined
      ? []
      : [change(asked, text, { options: { BinaryName: found } })];
  const all = [...adviseOnPassedOver(name, world), ...byPath, ...adviseOnElsewhere(name, world)];
  if (all.length > 0) return all;
  return [
    whereToGet(name) ?? { text: `Install "${name}" into a directory of containerd's PATH, or correct BinaryName` },
  ];
}
