import type { ShimEvidence } from '../../model/host/shim-evidence.ts';
import { pairingRules } from './release.ts';

/** Why a containerd cannot start a shim, as the end of a sentence about the shim. */
export function causeOf({ stdin, needsBootstrap, answers }: ShimEvidence, version: string): string {
  const rules = pairingRules(version);
  if (rules.protobuf)
    return stdin === 'options' ? 'it cannot read what containerd 2.3 and later send it' : 'they differ';
  if (needsBootstrap === true) return 'it needs containerd 2.3 or later';
  if (answers === 'protobuf') return 'its answer is protobuf, which containerd reads since 2.3';
  return answers === 'json' ? 'its answer is JSON of version 3, which containerd reads since 2.0' : 'they differ';
}
