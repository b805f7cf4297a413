import { parseUnitName } from '../../core/systemd/unit-name.ts';
import type { Setting } from '../../model/host/systemd.ts';
import { UNIT_DIRECTORIES } from './search-directories.ts';
import type { UnitFiles } from './unit-files.ts';

/** Units that a directory `NAME.requires` adds to those of `Requires=`. */
export function requiredUnits(
  files: UnitFiles,
  names: readonly string[],
  written: readonly Setting<string>[],
): Setting<string>[] {
  const seen = new Set(written.map(({ value }) => value));
  const added: Setting<string>[] = [];
  for (const directory of names.flatMap((name) => UNIT_DIRECTORIES.map((one) => `${one}/${name}.requires`))) {
    const listed = files.listNow(directory);
    for (const name of listed.ok ? [...listed.names].sort() : []) {
      if (seen.has(name) || parseUnitName(name) === undefined) continue;
      seen.add(name);
      added.push({ value: name, from: { file: `${directory}/${name}`, line: 1 } });
    }
  }
  return added;
}
