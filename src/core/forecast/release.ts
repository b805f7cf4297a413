import { type PairingRules, pairingRules, patchOf } from '../pairing/release.ts';
import { isAtLeast, parseVersion } from '../version.ts';

/**
 * How releases of containerd differ when they load what runs.
 *
 * Sources: containerd `runtime/v2/shim_load.go` (1.6, 1.7) and `core/runtime/v2/shim_load.go` (2.x).
 */
export interface LoadRules extends PairingRules {
  /** The address is in `bootstrap.json` first (2.x), not only in `address`. */
  readonly bootstrapFile: boolean;
  /** A shim without processes is treated as leaked (since 1.7). */
  readonly leakCheck: boolean;
  /** A shim that cannot list its processes is kept (since 2.3.4); undefined where the patch of the release is not known. */
  readonly keepsSilent: boolean | undefined;
}

/** The rules of a release; a version that cannot be parsed gets the ones of the newest. */
export function loadRules(version: string): LoadRules {
  const release = parseVersion(version);
  const is23 = release?.major === 2 && release.minor === 3;
  return {
    ...pairingRules(version),
    bootstrapFile: isAtLeast(release, 2, 0),
    leakCheck: isAtLeast(release, 1, 7),
    keepsSilent: is23 ? sinceFourthPatch(version) : isAtLeast(release, 2, 4),
  };
}

function sinceFourthPatch(version: string): boolean | undefined {
  const patch = patchOf(version);
  return Number.isFinite(patch) ? patch >= 4 : undefined;
}
