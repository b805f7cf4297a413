import type { Advice } from '../../model/inventory/advice.ts';
import type { Answer } from '../containerd/answer.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import { whereToGet } from './get-it.ts';

/** What to do about the OCI runtime that a client of containerd starts; undefined when that is not the problem. */
export function adviseOnRuncProgram({ unavailable, ociRuntime }: Answer): Advice[] | undefined {
  const path = ociRuntime?.resolvedPath ?? ociRuntime?.path ?? '';
  switch (unavailable?.reason) {
    case 'not-an-oci-runtime':
      return adviseInstead(path);
    case 'oci-runtime-missing':
      return [whereToGet(path) ?? { text: `Install "${path}" on containerd's PATH` }];
    case 'oci-runtime-not-executable':
      return [{ text: `Put a working program at "${path}", or use another` }];
    default:
      return undefined;
  }
}

function adviseInstead(path: string): Advice[] {
  const type = findNotOciRuntime(path)?.runtimeType;
  return [
    type === undefined
      ? { text: 'Use an OCI runtime such as "runc" or "crun"' }
      : { text: `Use the name of its shim: --runtime ${type}` },
  ];
}
