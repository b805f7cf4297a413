import type { ConfigWarning, IgnoredKey } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { type Decoded, type DecodeFault, decode } from '../decode.ts';
import { textsOf } from '../merge.ts';
import type { ConfigRelease } from '../release.ts';
import { pluginShapes } from '../schema/plugins.ts';
import type { StructShape } from '../schema/shape.ts';
import { pluginsOfSomeBuilds } from '../start/registered.ts';
import { entryOf } from '../toml/value.ts';

/** The sections of all plugins after the merge. */
export interface PluginSections {
  /** Sections of the enabled plugins, decoded, by URI. */
  readonly decoded: ReadonlyMap<string, TomlTable>;
  readonly isDisabled: (uri: string) => boolean;
  /** The section of a plugin as it was merged, unchecked. */
  readonly raw: (uri: string) => TomlTable | undefined;
  readonly unknownSections: readonly string[];
  readonly warnings: readonly ConfigWarning[];
  /** Keys that the enabled plugins do not know. */
  readonly unknownKeys: readonly IgnoredKey[];
  /** The first section that does not fit: containerd refuses to start, and to dump. */
  readonly fault: DecodeFault | undefined;
}

/** Files of version 1 name plugins by the last part of their URI (1.x). */
function usesShortNames(version: number, release: ConfigRelease): boolean {
  return !release.splitCri && (version === 0 || version === 1);
}

/** The name that files of this version have for a plugin. */
export function pluginName(uri: string, version: number, release: ConfigRelease): string {
  return usesShortNames(version, release) ? uri.split('.').slice(4).join('.') : uri;
}

/** Decodes the sections of all enabled plugins. */
export function decodePlugins(table: TomlTable, version: number, release: ConfigRelease): PluginSections {
  const shapes = pluginShapes(release);
  const disabled = new Set(textsOf(table, 'disabled_plugins'));
  const isDisabled = (uri: string) => disabled.has(pluginName(uri, version, release));
  const raw = (uri: string) => sectionOf(table, pluginName(uri, version, release));
  const decoded = new Map<string, TomlTable>();
  const unknownKeys: IgnoredKey[] = [];
  let fault: DecodeFault | undefined;
  for (const [uri, shape] of shapes) {
    const section = isDisabled(uri) ? undefined : sectionValue(table, pluginName(uri, version, release));
    if (section === undefined) continue;
    const result = decodeSection(section, shape, release);
    if (result.ok) decoded.set(uri, result.table);
    else fault ??= result.fault;
    if (result.ok) unknownKeys.push(...result.unknown.map((key) => ({ ...key, plugin: uri })));
  }
  // 1.x does not say a word about them.
  const warnings = release.splitCri ? unknownKeys.map(toWarning) : [];
  return { decoded, isDisabled, raw, unknownSections: unknownSections(table, release), warnings, unknownKeys, fault };
}

function sectionValue(table: TomlTable, name: string): TomlValue | undefined {
  return entryOf(entryOf(table, 'plugins'), name);
}

function sectionOf(table: TomlTable, name: string): TomlTable | undefined {
  const section = sectionValue(table, name);
  return section?.kind === 'table' ? section : undefined;
}

/** 2.x writes a section as TOML again to decode it, which fails for anything but a table. */
function decodeSection(section: TomlValue, shape: StructShape, release: ConfigRelease): Decoded {
  if (section.kind === 'table') return decode(section, shape, release, 'bytes');
  const type = section.kind === 'array' ? '[]interface {}' : section.kind;
  return { ok: false, fault: { message: `toml: cannot encode a ${type} as a document root`, at: section.at } };
}

function toWarning({ key, at, plugin = '' }: IgnoredKey): ConfigWarning {
  return { text: 'Ignoring unknown key in TOML for plugin', key, at, plugin };
}

/** Sections of plugins that this release does not have in any build. */
function unknownSections(table: TomlTable, release: ConfigRelease): string[] {
  const plugins = entryOf(table, 'plugins');
  if (plugins?.kind !== 'table' || !release.splitCri) return [];
  const shapes = pluginShapes(release);
  return [...plugins.entries.keys()].filter((name) => !shapes.has(name) && !pluginsOfSomeBuilds.includes(name));
}
