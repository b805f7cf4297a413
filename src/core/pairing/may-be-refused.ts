import type { ShimStringMatches } from './evidence.ts';
import { pairingRules } from './release.ts';

/**
 * Whether a containerd of one of these versions could refuse a shim, by what its texts show, whatever names of functions it
 * has. Where none could, the names need not be read: until 2.2, containerd takes what a shim of the old task service prints,
 * and does not send what an old shim stops at.
 */
export function mayBeRefused({ patterns }: ShimStringMatches, versions: readonly string[]): boolean {
  const isOld = patterns.every((name) => name === 'task-v2' || name === 'sandbox-v1');
  return !isOld || versions.some((version) => pairingRules(version).protobuf);
}
