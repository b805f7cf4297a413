import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import type { ConfigRelease } from '../release.ts';
import { criImages, criRuntime, criService } from '../schema/plugins.ts';
import { entryOf, tomlTable } from '../toml/value.ts';
import { moveImages } from './move-images.ts';
import { PanicError, tableOf } from './panic.ts';

const imageKeys = [
  'sandbox_image',
  'registry',
  'image_decryption',
  'max_concurrent_downloads',
  'image_pull_progress_timeout',
  'image_pull_with_sync_fs',
  'stats_collect_period',
];
const serviceKeys = [
  'disable_tcp_service',
  'stream_server_address',
  'stream_server_port',
  'stream_idle_timeout',
  'enable_tls_streaming',
  'x509_key_pair_streaming',
];
const imageKeysOfContainerd: ReadonlySet<string> = new Set([
  'snapshotter',
  'disable_snapshot_annotations',
  'discard_unpacked_layers',
]);
const notRuntimeKeys: ReadonlySet<string> = new Set([...imageKeys, ...serviceKeys, 'containerd', 'cni']);

/**
 * Moves the section that CRI had until version 2 to those of its three plugins. What is already at the new place stays.
 * Throws a `PanicError` where containerd panics.
 *
 * Source: `ConfigMigration` in `plugins/cri/runtime/plugin.go`, `plugins/cri/images/plugin.go`, `plugins/cri/cri.go`.
 */
export function moveCri(plugins: TomlTable, { cri: { binDirs } }: ConfigRelease): TomlTable {
  const old = plugins.entries.get(criService);
  if (old === undefined) return plugins;
  const source = tableOf(old);
  const entries = new Map(plugins.entries);
  // The images plugin insists on a table at the new place, the runtime plugin treats anything else as an empty one.
  const images = plugins.entries.get(criImages);
  entries.set(criImages, moveImages(source, images === undefined ? emptyTable(source) : tableOf(images)));
  entries.set(criRuntime, moveRuntime(source, tableOr(plugins.entries.get(criRuntime), source), binDirs));
  const kept = [...source.entries].filter(([key]) => serviceKeys.includes(key));
  entries.set(criService, { ...source, entries: new Map(kept) });
  return { ...plugins, entries };
}

function emptyTable({ at }: TomlTable): TomlTable {
  return tomlTable(new Map(), at);
}

function tableOr(value: TomlValue | undefined, source: TomlTable): TomlTable {
  return value?.kind === 'table' ? value : emptyTable(source);
}

function moveRuntime(source: TomlTable, target: TomlTable, binDirs: boolean): TomlTable {
  const entries = new Map(target.entries);
  for (const [key, value] of source.entries) {
    if (!notRuntimeKeys.has(key) && !entries.has(key)) entries.set(key, value);
  }
  const cni = source.entries.get('cni');
  if (cni?.kind === 'table') entries.set('cni', moveCni(cni, tableOr(entries.get('cni'), cni), binDirs));
  const containerd = source.entries.get('containerd');
  if (containerd?.kind === 'table') {
    entries.set('containerd', moveContainerd(containerd, tableOr(entries.get('containerd'), containerd)));
  }
  return { ...target, entries };
}

/** The one directory of plugins became a list in 2.1, and replaces an existing list. */
function moveCni(source: TomlTable, target: TomlTable, binDirs: boolean): TomlTable {
  const entries = new Map(target.entries);
  for (const [key, value] of source.entries) {
    if (key !== 'bin_dir' || !binDirs) {
      if (!entries.has(key)) entries.set(key, value);
      continue;
    }
    if (value.kind !== 'string') throw new PanicError(value, 'string');
    entries.set('bin_dirs', { kind: 'array', items: [value], ofTables: false, at: value.at });
  }
  return { ...target, entries };
}

function moveContainerd(source: TomlTable, target: TomlTable): TomlTable {
  const entries = new Map(target.entries);
  for (const [key, value] of source.entries) {
    if (!imageKeysOfContainerd.has(key) && !entries.has(key)) entries.set(key, value);
  }
  const runtimes = entries.get('runtimes');
  if (runtimes !== undefined) entries.set('runtimes', renameSandboxMode(tableOf(runtimes)));
  return { ...target, entries };
}

function renameSandboxMode(runtimes: TomlTable): TomlTable {
  const entries = new Map<string, TomlValue>();
  for (const [name, value] of runtimes.entries) {
    const handler = tableOf(value);
    const mode = entryOf(handler, 'sandbox_mode');
    if (mode === undefined || handler.entries.has('sandboxer')) {
      entries.set(name, handler);
      continue;
    }
    const renamed = new Map(handler.entries).set('sandboxer', mode);
    renamed.delete('sandbox_mode');
    entries.set(name, { ...handler, entries: renamed });
  }
  return { ...runtimes, entries };
}
