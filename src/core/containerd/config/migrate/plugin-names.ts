import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { entryOf, withEntry } from '../toml/value.ts';

/** The plugins that had a section before version 2 of the configuration, with their URIs. */
const known: ReadonlyMap<string, string> = new Map([
  ['cri', 'io.containerd.grpc.v1.cri'],
  ['cgroups', 'io.containerd.monitor.v1.cgroups'],
  ['linux', 'io.containerd.runtime.v1.linux'],
  ['scheduler', 'io.containerd.gc.v1.scheduler'],
  ['bolt', 'io.containerd.metadata.v1.bolt'],
  ['task', 'io.containerd.runtime.v2.task'],
  ['opt', 'io.containerd.internal.v1.opt'],
  ['restart', 'io.containerd.internal.v1.restart'],
  ['tracing', 'io.containerd.internal.v1.tracing'],
  ['otlp', 'io.containerd.tracing.processor.v1.otlp'],
  ['aufs', 'io.containerd.snapshotter.v1.aufs'],
  ['btrfs', 'io.containerd.snapshotter.v1.btrfs'],
  ['devmapper', 'io.containerd.snapshotter.v1.devmapper'],
  ['native', 'io.containerd.snapshotter.v1.native'],
  ['overlayfs', 'io.containerd.snapshotter.v1.overlayfs'],
  ['zfs', 'io.containerd.snapshotter.v1.zfs'],
]);

/** The URI that 2.x takes the short name of a plugin for, in a file of version 1. `ambiguous` names were a guess. */
export function pluginUri(name: string): { readonly uri: string; readonly ambiguous: boolean } {
  if (name.includes('.')) return { uri: name, ambiguous: false };
  const uri = known.get(name);
  if (uri !== undefined) return { uri, ambiguous: false };
  if (name.endsWith('-service')) return { uri: `io.containerd.service.v1.${name}`, ambiguous: false };
  const windows = name === 'windows' || name === 'windows-lcow';
  return { uri: `io.containerd.${windows ? 'snapshotter' : 'grpc'}.v1.${name}`, ambiguous: name !== '' };
}

/**
 * Renames the plugins of a file of version 1, in its sections and in its lists. When a short name and its URI are both
 * given, containerd keeps the one that its map happens to have last; here the last one in the file counts.
 */
export function renamePlugins(file: TomlTable, warn: (text: string) => void): TomlTable {
  const rename = (name: string) => {
    const { uri, ambiguous } = pluginUri(name);
    if (ambiguous) warn(`Ambiguous ${name} plugin in v1 config, treating as ${uri}`);
    return uri;
  };
  const plugins = entryOf(file, 'plugins');
  const renamed = new Map<string, TomlValue>();
  if (plugins?.kind === 'table') for (const [name, value] of plugins.entries) renamed.set(rename(name), value);
  const named = plugins?.kind === 'table' ? withEntry(file, 'plugins', { ...plugins, entries: renamed }) : file;
  return renameList(renameList(named, 'disabled_plugins', rename), 'required_plugins', rename);
}

function renameList(file: TomlTable, key: string, rename: (name: string) => string): TomlTable {
  const list = entryOf(file, key);
  if (list?.kind !== 'array') return file;
  const items = list.items.map((item) => (item.kind === 'string' ? { ...item, value: rename(item.value) } : item));
  return withEntry(file, key, { ...list, items });
}
