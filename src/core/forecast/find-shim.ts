import { defined } from '../../model/defined.ts';
import type { BundleFacts } from '../../model/host/bundle.ts';
import type { FileFact } from '../../model/host/file-fact.ts';
import type { ShimOnDisk } from '../../model/host/running-container.ts';
import type { ShimEvidence } from '../../model/host/shim-evidence.ts';
import { lookUp } from '../containerd/lookup.ts';
import { execErrno } from '../go/exec-error.ts';
import { isAtLeast, parseVersion } from '../version.ts';
import type { World } from '../world.ts';

/** Where the lookup of a running container's shim ends, and the file that it finds. */
export interface FoundShim {
  readonly shimFile: ShimOnDisk;
  readonly path?: string;
}

/** Where shims are looked up. */
export interface ShimLookup extends Pick<World, 'containerd' | 'inspect'> {
  /** What the file at a path shows. */
  readonly evidence: (path: string) => ShimEvidence;
}

/** What is needed to look the shim of a bundle up. */
export interface ShimSearch extends ShimLookup {
  /** `Runtime.Name` of the container in containerd's metadata; null: it is not there; absent: not known. */
  readonly runtimeName?: string | null;
}

/**
 * Looks the shim of a bundle up as the next containerd does: `shim-binary-path` counts, byte for byte, and the metadata
 * only without it. undefined when neither is known.
 *
 * Source: containerd `core/runtime/v2/shim_load.go`, `loadShims`.
 */
export function findShim(bundle: BundleFacts, search: ShimSearch): FoundShim | undefined {
  const name = nameOfShim(bundle, search.runtimeName);
  return name === undefined ? undefined : findNamedShim(name, search);
}

/** What containerd looks up for a bundle: a path or a name; null: there is none; undefined: it is not known. */
export function nameOfShim<Name extends string | null | undefined>(
  { shimBinaryPath }: BundleFacts,
  runtimeName: Name,
): Name | string | undefined {
  if (shimBinaryPath === undefined) return undefined;
  return shimBinaryPath === null || shimBinaryPath === '' ? runtimeName : shimBinaryPath;
}

/** Looks up what `nameOfShim()` gives. */
export function findNamedShim(name: string | null, lookup: ShimLookup): FoundShim {
  if (name === null) return { shimFile: { found: false, why: 'not-in-metadata' } };
  const { error, refusal, path, file } = lookUp(name, lookup);
  if (error === undefined && path !== undefined && file !== undefined) {
    return { path, shimFile: shimFileOf(file, lookup.evidence(path)) };
  }
  return { shimFile: { found: false, why: refusal === undefined ? 'file-missing' : 'name-invalid' } };
}

/** Only containerd's own shims are known to clean up; a script or another project's shim may do anything. */
function shimFileOf(file: FileFact, { program, library }: ShimEvidence): ShimOnDisk {
  const fails = execErrno(file) !== undefined;
  const release = library === undefined ? undefined : parseVersion(library);
  return defined({
    found: true as const,
    deletes: fails ? false : program && true,
    needsRuntimeFile: release && !isAtLeast(release, 2, 1),
  });
}
