import type { Place, TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';

/** A table of these entries, written at `at`. */
export function tomlTable(entries: ReadonlyMap<string, TomlValue>, at: Place): TomlTable {
  return { kind: 'table', entries, at };
}

/** The entry `key` of a value; undefined when the value is not a table or does not have it. */
export function entryOf(value: TomlValue | undefined, key: string): TomlValue | undefined {
  return value?.kind === 'table' ? value.entries.get(key) : undefined;
}

/** The entry at the end of a path of keys. */
export function entryAt(value: TomlValue | undefined, ...path: readonly string[]): TomlValue | undefined {
  return path.reduce<TomlValue | undefined>(entryOf, value);
}

/** A copy of `table` in which `key` has another value. */
export function withEntry(table: TomlTable, key: string, value: TomlValue): TomlTable {
  return { ...table, entries: new Map(table.entries).set(key, value) };
}
