import { posix } from 'node:path';
import { parseUnitName, templateName } from '../../core/systemd/unit-name.ts';
import { UNIT_DIRECTORIES } from './search-directories.ts';
import type { UnitFiles } from './unit-files.ts';

/** The file that a unit's name leads to, and every name on the way: aliases and templates have drop-ins too. */
export type FoundUnit =
  | { readonly kind: 'file'; readonly id: string; readonly file: string; readonly names: readonly string[] }
  | { readonly kind: 'masked'; readonly id: string; readonly file: string; readonly names: readonly string[] }
  | { readonly kind: 'not-found'; readonly id: string; readonly names: readonly string[] };

const MAX_ALIASES = 8;

/** Finds a unit by its name, through links between names (`src/shared/unit-file.c`, `unit_file_build_name_map`). */
export function findUnit(files: UnitFiles, name: string): FoundUnit {
  const names: string[] = [];
  let id = name;
  for (let links = 0; links < MAX_ALIASES; links++) {
    names.push(id);
    const file = entryOf(files, id);
    if (file === undefined) return { kind: 'not-found', id, names };
    const alias = aliasOf(files, file, id);
    if (alias === undefined || names.includes(alias)) return fileOrMask(files, file, id, names);
    id = alias;
  }
  return { kind: 'not-found', id, names };
}

/** The first directory that holds the name, or its template's. */
function entryOf(files: UnitFiles, name: string): string | undefined {
  const parsed = parseUnitName(name);
  if (parsed === undefined) return undefined;
  for (const one of [name, templateName(parsed)]) {
    const directory = UNIT_DIRECTORIES.find((each) => one !== undefined && files.isPresent(`${each}/${one}`));
    if (directory !== undefined) return `${directory}/${one}`;
  }
  return undefined;
}

/** The other name that a link between units gives; undefined for a file, a mask, or a link out of the directories. */
function aliasOf(files: UnitFiles, file: string, name: string): string | undefined {
  const target = files.readLink(file);
  if (target === undefined) return undefined;
  const destination = posix.resolve(posix.dirname(file), target);
  const base = posix.basename(destination);
  const isUnit = UNIT_DIRECTORIES.includes(posix.dirname(destination)) && parseUnitName(base) !== undefined;
  if (!isUnit || base === posix.basename(file)) return undefined;
  return instantiate(base, name);
}

/** A link of an instance to a template leads to that template's instance. */
function instantiate(target: string, name: string): string | undefined {
  const to = parseUnitName(target);
  const instance = parseUnitName(name)?.instance;
  if (to?.instance !== '' || instance === undefined) return target;
  return `${to.prefix}@${instance}.${to.type}`;
}

function fileOrMask(files: UnitFiles, file: string, id: string, names: readonly string[]): FoundUnit {
  const found = files.stat(file);
  const isNull = files.readLink(file) === '/dev/null';
  if (isNull || (found.ok && found.stat.isFile() && found.stat.size === 0n)) return { kind: 'masked', id, file, names };
  if (!found.ok) return { kind: 'not-found', id, names };
  return { kind: 'file', id, file: withoutLink(files, file), names };
}

/** Where /lib is a link to /usr/lib, both directories are one. */
function withoutLink(files: UnitFiles, file: string): string {
  return file.startsWith('/lib/') && files.readLink('/lib') !== undefined ? `/usr${file}` : file;
}
