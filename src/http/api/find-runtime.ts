import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import { oncePer } from '../../model/once-per.ts';

/** The permitted runtime that `name` means: the runtime of that name, else the runtime with that alias. */
export function findRuntime(inventory: Inventory, name: string): Runtime | undefined {
  return indexOf(inventory).get(name);
}

/**
 * The permitted runtime that starts `binary` without its own configuration.
 *
 * containerd drops all but the last two parts of a name, so more names lead to a shim than aliases can list.
 */
export function findRuntimeOf(inventory: Inventory, binary: string | undefined): Runtime | undefined {
  if (binary === undefined) return undefined;
  return inventory.runtimes.find(
    (runtime) => runtime.permitted && runtime.origin !== 'configured' && runtime.binary === binary,
  );
}

const indexOf = oncePer(({ runtimes }: Inventory): ReadonlyMap<string, Runtime> => {
  const index = new Map<string, Runtime>();
  const permitted = runtimes.filter((runtime) => runtime.permitted);
  for (const runtime of permitted) index.set(runtime.name, runtime);
  // An alias leads to the shim only: the options of a configuration belong to the configured name.
  const configured = permitted.filter((runtime) => runtime.origin === 'configured');
  for (const runtime of [...permitted.filter((each) => each.origin !== 'configured'), ...configured]) {
    for (const alias of runtime.aliases) if (!index.has(alias)) index.set(alias, runtime);
  }
  return index;
});
