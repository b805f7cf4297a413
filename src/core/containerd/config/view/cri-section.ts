import type { CriSection } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { defined } from '../../../../model/defined.ts';
import { overlay } from '../merge.ts';
import type { ConfigRelease } from '../release.ts';
import { criImages, criRuntime, criService } from '../schema/plugins.ts';
import { entryAt, entryOf, withEntry } from '../toml/value.ts';
import { builtInCri, text } from './built-in.ts';
import type { PluginSections } from './plugins.ts';

/** The plugin whose section has the handlers. */
function handlersPlugin(release: ConfigRelease): string {
  return release.splitCri ? criRuntime : criService;
}

/** The section that has the handlers, as it is in effect; undefined when its plugin is disabled. */
export function effectiveCri(plugins: PluginSections, release: ConfigRelease): TomlTable | undefined {
  const uri = handlersPlugin(release);
  if (plugins.isDisabled(uri)) return undefined;
  const section = plugins.decoded.get(uri);
  const builtIn = builtInCri(release);
  if (section === undefined) return builtIn;
  const laid = overlay(builtIn, section);
  const whole = laid.kind === 'table' ? laid : builtIn;
  return release.splitCri ? whole : withOwnRuntimes(whole, section);
}

/** In 1.x a table of handlers replaces the built-in one, even an empty one. */
function withOwnRuntimes(whole: TomlTable, section: TomlTable): TomlTable {
  const own = entryAt(section, 'containerd', 'runtimes');
  const containerd = entryOf(whole, 'containerd');
  if (own === undefined || containerd?.kind !== 'table') return whole;
  return withEntry(whole, 'containerd', withEntry(containerd, 'runtimes', own));
}

/** The section as `config dump` shows it: that of a disabled plugin is gone (1.x) or shown as written (2.x). */
export function shownCri(plugins: PluginSections, release: ConfigRelease): CriSection | undefined {
  const effective = effectiveCri(plugins, release);
  const plugin = handlersPlugin(release);
  const raw = release.splitCri ? plugins.raw(plugin) : undefined;
  const section = effective ?? raw;
  if (section === undefined) return undefined;
  const containerd = entryOf(section, 'containerd');
  return {
    plugin,
    at: section.at,
    ...defined({ replaced: section.replaced }),
    checked: effective !== undefined,
    defaultRuntimeName: entryOf(containerd, 'default_runtime_name'),
    runtimes: asTable(entryOf(containerd, 'runtimes')),
    snapshotter: release.splitCri ? imagesSnapshotter(plugins) : entryOf(containerd, 'snapshotter'),
    defaultRuntime: asTable(entryOf(containerd, 'default_runtime')),
    untrustedWorkloadRuntime: asTable(entryOf(containerd, 'untrusted_workload_runtime')),
  };
}

/** The snapshotter for images: undefined when the plugin is disabled. */
export function imagesSnapshotter(plugins: PluginSections): TomlValue | undefined {
  if (plugins.isDisabled(criImages)) return entryOf(plugins.raw(criImages), 'snapshotter');
  return entryOf(plugins.decoded.get(criImages), 'snapshotter') ?? text('overlayfs');
}

function asTable(value: TomlValue | undefined): TomlTable | undefined {
  return value?.kind === 'table' ? value : undefined;
}
