import type { Process } from '../../model/inventory/process.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import { itemByItem } from '../../model/item-by-item.ts';
import { oncePer, oncePerDetail } from '../../model/once-per.ts';

const versionedIn = itemByItem(({ path, realPath = path, file }: Shim): (readonly [string, string])[] => {
  const { version } = file ?? {};
  if (version === undefined) return [];
  return realPath === path
    ? [[path, version]]
    : [
        [path, version],
        [realPath, version],
      ];
});

const byPath = oncePer((known: readonly (readonly [string, string])[]) => new Map(known));

/** The versions that are known of shims, by their paths and where links lead. */
export function versionsOf(lists: object, shims: readonly Shim[]): ReadonlyMap<string, string> {
  return byPath(versionedIn(lists, shims));
}

/** Adds the version of the shim that a runtime leads to. */
export const withVersions = itemByItem((runtime: Runtime, versions: ReadonlyMap<string, string>) => {
  const version = runtime.path === undefined ? undefined : versions.get(runtime.path);
  return [version === undefined ? runtime : addVersion(runtime, version, version)];
});

const addVersion = oncePerDetail((runtime: Runtime, version: string): Runtime => ({ ...runtime, version }));

/** A process that runs the file at its path has the version of that file, unless it shows its own. */
export const withFileVersions = itemByItem((process: Process, versions: ReadonlyMap<string, string>) => {
  const { path, state, version = state === 'current' ? versions.get(path ?? '') : undefined } = process;
  return [version === process.version || version === undefined ? process : addFileVersion(process, version, version)];
});

const addFileVersion = oncePerDetail((process: Process, version: string): Process => ({ ...process, version }));
