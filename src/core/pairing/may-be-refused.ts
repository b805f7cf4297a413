import type { ShimStringName } from '../containerd/shim-strings.ts';
import type { ShimStringMatches } from './evidence.ts';
import { pairingRules } from './release.ts';

/** Texts of shims that no containerd before 2.3 can start. */
const newest: readonly ShimStringName[] = ['bootstrap-v1', 'refuses-deprecated-start'];

/**
 * Whether a containerd of one of these versions could refuse a shim, by what its texts show, whatever names of functions it
 * has. Where none could, the names need not be read.
 *
 * Since 2.3, containerd sends what shims of task service 2 may stop at. Before, it does not, and reads what they print. A shim
 * of task service 3 prints JSON, which containerd reads since 2.0.
 */
export function mayBeRefused({ patterns }: ShimStringMatches, versions: readonly string[]): boolean {
  const has = (name: ShimStringName) => patterns.includes(name);
  return versions.map(pairingRules).some(({ protobuf, newestJson }) => {
    if (protobuf) return !has('task-v3');
    return newest.some(has) || (has('task-v3') && newestJson < 3);
  });
}
