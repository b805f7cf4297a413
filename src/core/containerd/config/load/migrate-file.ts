import type { ConfigWarning } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { moveCri } from '../migrate/move-cri.ts';
import { movePlugins } from '../migrate/move-plugins.ts';
import { moveServers } from '../migrate/move-servers.ts';
import { PanicError } from '../migrate/panic.ts';
import { renamePlugins } from '../migrate/plugin-names.ts';
import type { ConfigRelease } from '../release.ts';
import { entryOf, withEntry } from '../toml/value.ts';

/** A file in the form of the version that everything before it is merged in. */
export type MigratedFile =
  | {
      readonly ok: true;
      readonly table: TomlTable;
      readonly version: number;
      readonly warnings: readonly ConfigWarning[];
    }
  | { readonly ok: false; readonly panic: string };

/** Migrates one file before it is merged. `target` is the version of what was merged before it. */
export function migrateFile(file: TomlTable, version: number, target: number, release: ConfigRelease): MigratedFile {
  if (release.fileMigration === 'all') return migrateAll(file, version, target, release);
  const untouched = { ok: true, table: file, version, warnings: [] } as const;
  return release.fileMigration === 'names' && (version === 0 || version === 1)
    ? migrateNames(file, version, target)
    : untouched;
}

/** 2.0 to 2.2 rename the plugins of a file without a version and then count it as one of the newest version. */
function migrateNames(file: TomlTable, version: number, target: number): MigratedFile {
  if (target > 3) return { ok: false, panic: 'runtime error: index out of range [3] with length 3' };
  const warnings: ConfigWarning[] = [];
  const table = target > 1 ? renamePlugins(file, (text) => warnings.push({ text })) : file;
  return { ok: true, table, version: Math.max(version, target), warnings };
}

/** 2.3 makes every step with every file. */
function migrateAll(file: TomlTable, version: number, target: number, release: ConfigRelease): MigratedFile {
  const warnings: ConfigWarning[] = [];
  let table = file;
  for (let step = version; step < target; step += 1) {
    if (step < 0) return { ok: false, panic: `runtime error: index out of range [${step}]` };
    if (step > 3) return { ok: false, panic: `runtime error: index out of range [${step}] with length 4` };
    if (step === 1) table = renamePlugins(table, (text) => warnings.push({ text }));
    if (step === 3) table = moveServers(table);
    const moved = moveSection(table, release);
    if (!moved.ok) return moved;
    table = moved.table;
  }
  if (version < target) warnings.push({ text: migratedText(version) });
  return { ok: true, table, version: Math.max(version, target), warnings };
}

/** What containerd logs after it migrated a configuration. */
export function migratedText(version: number): string {
  return `Configuration migrated from version ${version}, use \`containerd config migrate\` to avoid migration`;
}

/** Moves the sections of a file, or of the whole configuration, to the plugins that have them now; or the Go panic of it. */
export function moveSection(
  table: TomlTable,
  release: ConfigRelease,
): { readonly ok: true; readonly table: TomlTable } | { readonly ok: false; readonly panic: string } {
  const plugins = entryOf(table, 'plugins');
  if (plugins?.kind !== 'table') return { ok: true, table };
  try {
    return { ok: true, table: withEntry(table, 'plugins', movePlugins(moveCri(plugins, release))) };
  } catch (error) {
    if (!(error instanceof PanicError)) throw error;
    return { ok: false, panic: error.message };
  }
}
