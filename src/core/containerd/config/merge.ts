import type { Place, TomlArray, TomlTable, TomlValue } from '../../../model/containerd/toml.ts';
import type { ConfigRelease } from './release.ts';
import { entryOf } from './toml/value.ts';
import { isBuiltIn } from './view/built-in.ts';

/**
 * `later` laid over `earlier`: tables entry by entry, anything else as a whole. It remembers what it replaced. A table
 * is where a file writes it first.
 */
export function overlay(earlier: TomlValue, later: TomlValue): TomlValue {
  if (earlier.kind !== 'table' || later.kind !== 'table') return replacing(earlier, later);
  const entries = new Map(earlier.entries);
  for (const [key, value] of later.entries) {
    const known = entries.get(key);
    entries.set(key, known === undefined ? value : overlay(known, value));
  }
  return { ...later, entries, at: isBuiltIn(earlier) ? later.at : earlier.at };
}

/** `later` instead of `earlier`. */
function replacing<T extends TomlValue>(earlier: TomlValue, later: T): T {
  const replaced: readonly Place[] = [...(earlier.replaced ?? []), earlier.at, ...(later.replaced ?? [])];
  return { ...later, replaced };
}

/**
 * Merges a decoded file into what was merged before it, as containerd does with the mergo library.
 *
 * A value that is zero, empty or absent does not reset an earlier one; lists grow.
 */
export function mergeConfig(to: TomlTable, from: TomlTable, release: ConfigRelease): TomlTable {
  const entries = new Map(to.entries);
  for (const [key, value] of from.entries) {
    const merged = mergeKey(key, entries.get(key), value, release);
    if (merged !== undefined) entries.set(key, merged);
  }
  return { ...to, entries };
}

function mergeKey(
  key: string,
  known: TomlValue | undefined,
  value: TomlValue,
  release: ConfigRelease,
): TomlValue | undefined {
  if (value.kind === 'array') return append(known, value, release.keyCase === 'folded');
  if (value.kind !== 'table') return isZero(value) ? known : known === undefined ? value : replacing(known, value);
  if (known?.kind !== 'table') return value;
  if (key === 'plugins') return release.pluginMerge === 'deep' ? overlay(known, value) : replaceEntries(known, value);
  if (wholeEntries.has(key)) return replaceEntries(known, value);
  return overlayNonZero(known, value);
}

/** Tables whose entries are replaced as a whole. */
const wholeEntries: ReadonlySet<string> = new Set(['proxy_plugins', 'timeouts', 'stream_processors']);

function replaceEntries(known: TomlTable, value: TomlTable): TomlTable {
  const entries = new Map(known.entries);
  for (const [key, each] of value.entries) {
    const old = entries.get(key);
    entries.set(key, old === undefined ? each : replacing(old, each));
  }
  return { ...known, entries };
}

function overlayNonZero(known: TomlTable, value: TomlTable): TomlTable {
  const entries = new Map(known.entries);
  for (const [key, each] of value.entries) {
    const old = entries.get(key);
    if (!isZero(each)) entries.set(key, old === undefined ? each : replacing(old, each));
  }
  return { ...known, entries };
}

/** 2.x leaves out what is in the list already. */
function append(known: TomlValue | undefined, value: TomlArray, once: boolean): TomlArray {
  const items = known?.kind === 'array' ? [...known.items] : [];
  const seen = new Set(items.map(textOf));
  for (const item of value.items) {
    if (once && seen.has(textOf(item))) continue;
    seen.add(textOf(item));
    items.push(item);
  }
  return { ...value, items };
}

function textOf(value: TomlValue): string | undefined {
  return value.kind === 'string' ? value.value : undefined;
}

function isZero(value: TomlValue): boolean {
  if (value.kind === 'string') return value.value === '';
  if (value.kind === 'integer') return value.value === 0n;
  return value.kind === 'boolean' && !value.value;
}

/** The texts of a list of strings. */
export function textsOf(table: TomlTable, key: string): string[] {
  const list = entryOf(table, key);
  if (list?.kind !== 'array') return [];
  return list.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
}
