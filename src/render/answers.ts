import type { TimedChangeSet } from '../model/change.ts';
import type { Severity } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Origin, Runtime } from '../model/runtime.ts';

/** Which runtimes to return; an absent field does not filter. */
export interface RuntimesFilter {
  readonly available?: boolean | undefined;
  readonly origin?: Origin | undefined;
}

/** The permitted runtimes: the names a client may use, and whether each would start. */
export function runtimesAnswer(inventory: Inventory, filter: RuntimesFilter = {}) {
  const { available, origin } = filter;
  const runtimes = inventory.runtimes.filter(
    (runtime) =>
      runtime.permitted &&
      (available === undefined || runtime.available === available) &&
      (origin === undefined || runtime.origin === origin),
  );
  const { revision, defaultRuntime, sources } = inventory;
  return { revision, defaultRuntime, runtimes, sources };
}

/** One permitted runtime. */
export function runtimeAnswer(inventory: Inventory, runtime: Runtime) {
  return { ...runtime, revision: inventory.revision, sources: inventory.sources };
}

/** The resolution of a name, with the revision and the sources it is based on. */
export function resolutionAnswer(inventory: Inventory, resolution: Resolution) {
  return { ...resolution, revision: inventory.revision, sources: inventory.sources };
}

/** Every file that is named like a shim. */
export function shimsAnswer({ revision, shims, sources }: Inventory) {
  return { revision, shims, sources };
}

/** The places of the lookup, in order. */
export function searchPathAnswer({ revision, searchPath, sources }: Inventory) {
  return { revision, searchPath, sources };
}

/** The CRI runtime handlers of containerd's configuration; empty as long as no source reads them. */
export function handlersAnswer({ revision, handlers, sources }: Inventory) {
  return { revision, handlers, sources };
}

/** All findings, or those of one severity. */
export function findingsAnswer(inventory: Inventory, severity?: Severity) {
  const { revision, sources } = inventory;
  const findings = inventory.findings.filter((finding) => severity === undefined || finding.severity === severity);
  return { revision, findings, sources };
}

/** The changes since the start, newest first, with times. */
export function changesAnswer({ revision, sources }: Inventory, changes: readonly TimedChangeSet[]) {
  return { revision, changes, sources };
}
