import type { CriSection } from '../../model/containerd/containerd-config.ts';
import type { Place, TomlTable, TomlValue } from '../../model/containerd/toml.ts';
import { defined } from '../../model/defined.ts';
import type { Handler } from '../../model/inventory/handler.ts';

type Origin = Pick<Handler, 'definedIn' | 'alsoIn' | 'overrides'>;
type Written = NonNullable<Handler['definedIn']>;

/** A key of a handler, or what else decides about it, and the value in effect. */
interface Setting {
  readonly key: string;
  readonly at: Place;
  readonly replaced?: readonly Place[];
}

/**
 * Where the files write a handler: its table, other files with keys of it, and what a later file replaced.
 *
 * Since 2.0 files are merged key by key. In 1.x the section of a later file replaces the whole section of an earlier one.
 */
export function originOfHandler(table: TomlTable, isDefault: boolean, section: CriSection | undefined): Origin {
  const settings = settingsOf(table, '').filter(isGiven);
  const first = isGiven(table) ? table.at : settings[0]?.at;
  if (first === undefined) return defined({ overrides: filled(overridesOf(defaultName(isDefault, section))) });
  const whole = section === undefined ? [] : [{ ...section, key: `plugins."${section.plugin}"` }];
  return defined({
    definedIn: written(first),
    alsoIn: filled(otherFiles(first, settings)),
    overrides: filled(overridesOf([...whole, ...settings, ...defaultName(isDefault, section)])),
  });
}

/** The keys of a table and of the tables in it, in the order of the files. */
function settingsOf(table: TomlTable, prefix: string): Setting[] {
  return [...table.entries].flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    return value.kind === 'table' ? settingsOf(value, `${key}.`) : [setting(key, value)];
  });
}

function setting(key: string, { at, replaced }: TomlValue): Setting {
  return { key, at, ...defined({ replaced }) };
}

function defaultName(isDefault: boolean, section: CriSection | undefined): Setting[] {
  const name = section?.defaultRuntimeName;
  return isDefault && name !== undefined ? [setting('default_runtime_name', name)] : [];
}

/** A built-in value has the line 0. */
function isGiven({ at }: { readonly at: Place }): boolean {
  return at.line > 0;
}

function written({ file, line }: Place): Written {
  return { file, line };
}

/** The first line of each file but the first. */
function otherFiles(first: Place, settings: readonly Setting[]): Written[] {
  const lines = new Map<string, number>();
  for (const { at } of settings) lines.set(at.file, Math.min(lines.get(at.file) ?? at.line, at.line));
  lines.delete(first.file);
  return [...lines].map(([file, line]) => ({ file, line }));
}

function overridesOf(settings: readonly Setting[]): NonNullable<Handler['overrides']> {
  return settings.flatMap(({ key, at, replaced = [] }) =>
    replaced.filter(({ line }) => line > 0).map((place) => ({ key, ...written(place), by: written(at) })),
  );
}

function filled<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
