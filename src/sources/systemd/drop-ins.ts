import { dropInNames, parseUnitName } from '../../core/systemd/unit-name.ts';
import { configurationFiles } from './configuration-files.ts';
import { UNIT_DIRECTORIES } from './search-directories.ts';
import type { UnitFiles } from './unit-files.ts';

/**
 * Directories with drop-ins of a unit, the most important first: those of its names before those of its type
 * (`src/shared/dropin.c`, `unit_file_find_dirs`).
 */
export function dropInDirectories(names: readonly string[]): string[] {
  const parsed = names.flatMap((name) => parseUnitName(name) ?? []);
  const own = parsed.flatMap((name) =>
    UNIT_DIRECTORIES.flatMap((directory) => dropInNames(name).map((one) => `${directory}/${one}.d`)),
  );
  const types = parsed.flatMap(({ type }) => UNIT_DIRECTORIES.map((directory) => `${directory}/${type}.d`));
  return [...new Set([...own, ...types])];
}

/** The drop-ins of a unit in the order they apply. */
export function findDropIns(files: UnitFiles, names: readonly string[]): string[] {
  return configurationFiles(files, dropInDirectories(names));
}
