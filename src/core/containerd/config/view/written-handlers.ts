import type { WrittenHandler } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import type { FilePart, Loaded } from '../load/load.ts';
import type { ConfigRelease } from '../release.ts';
import { criRuntime, criService } from '../schema/plugins.ts';
import { entryOf } from '../toml/value.ts';
import { pluginName } from './plugins.ts';

/** The names that some version of the configuration has for the section with the handlers. */
const sections = ['cri', criService, criRuntime];

/** Every handler that a file has under a name of the section, in the order of the files. */
export function writtenHandlers({ parts, version }: Loaded, release: ConfigRelease): WrittenHandler[] {
  return parts.flatMap((part) =>
    sections.flatMap((section) =>
      handlersIn(part, section, release).map(([name, value]) => ({
        name,
        section,
        fileVersion: part.version,
        at: value.at,
        value,
        isRead: isRead(section, part.version, version, release),
      })),
    ),
  );
}

function handlersIn({ table }: FilePart, section: string, release: ConfigRelease): [string, TomlValue][] {
  const cri = entryOf(entryOf(table, 'plugins'), section);
  const runtimes = knownEntry(knownEntry(cri, 'containerd', release), 'runtimes', release);
  return runtimes?.kind === 'table' ? [...runtimes.entries].filter(([, { kind }]) => kind === 'table') : [];
}

/** The entry under a key in a spelling that this release accepts. */
function knownEntry(value: TomlValue | undefined, key: string, release: ConfigRelease): TomlValue | undefined {
  if (value?.kind !== 'table') return undefined;
  return value.entries.get(key) ?? otherSpelling(value, key, release);
}

function otherSpelling({ entries }: TomlTable, key: string, { keyCase }: ConfigRelease): TomlValue | undefined {
  if (keyCase === 'exact or upper') return entries.get(key.toUpperCase());
  return [...entries].find(([each]) => each.toLowerCase() === key)?.[1];
}

/** Says whether handlers count in a section of a file with this version, when all files together have `merged`. */
function isRead(section: string, version: number, merged: number, release: ConfigRelease): boolean {
  if (!release.splitCri) return section === pluginName(criService, merged, release);
  if (section === criRuntime) return true;
  const isOld = version < 2;
  if (release.fileMigration === 'all') return section === 'cri' ? isOld : version < release.ownVersion;
  // 2.0 to 2.2 move the old section once, when the last version among the files is old.
  return merged < release.ownVersion && (section === criService || isOld);
}

/** The section in which a new handler counts, for a file of the merged version. */
export function handlersSection({ version, parts }: Loaded, release: ConfigRelease): string {
  if (!release.splitCri) return parts.length === 0 ? criService : pluginName(criService, version, release);
  const isTwo = parts[0]?.version === 2 && (release.fileMigration === 'all' || version < release.ownVersion);
  return isTwo ? criService : criRuntime;
}
