import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { shimManager } from '../schema/plugins.ts';
import { tomlTable } from '../toml/value.ts';
import { tableOf } from './panic.ts';

/** Plugins that have another name since 2.0. */
const renamedSections: ReadonlyMap<string, string> = new Map([
  ['io.containerd.internal.v1.restart', 'io.containerd.monitor.container.v1.restart'],
  ['io.containerd.monitor.v1.cgroups', 'io.containerd.monitor.task.v1.cgroups'],
]);
const task = 'io.containerd.runtime.v2.task';

/**
 * Moves the sections of plugins that 2.0 renamed or split. What is already at the new place is replaced. Throws a
 * `PanicError` where containerd panics.
 *
 * Source: `ConfigMigration` in `plugins/restart/restart.go`, `core/metrics/cgroups/cgroups.go`,
 * `core/runtime/v2/shim_manager.go`.
 */
export function movePlugins(plugins: TomlTable): TomlTable {
  const entries = new Map(plugins.entries);
  for (const [old, name] of renamedSections) {
    const section = entries.get(old);
    if (section === undefined) continue;
    entries.delete(old);
    entries.set(name, section);
  }
  const section = entries.get(task);
  if (section !== undefined) {
    const table = tableOf(section);
    const kept = [...table.entries].filter(([key]) => key !== 'sched_core');
    entries.set(task, { ...table, entries: new Map(kept) });
    // The environment variable that it may become is not modelled: it cannot be wrong.
    entries.set(shimManager, tomlTable(new Map(), table.at));
  }
  return { ...plugins, entries };
}
