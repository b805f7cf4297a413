import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { tomlTable } from '../toml/value.ts';
import { tableOf } from './panic.ts';

const ofCri = [
  'registry',
  'image_decryption',
  'max_concurrent_downloads',
  'image_pull_progress_timeout',
  'image_pull_with_sync_fs',
  'stats_collect_period',
];
const ofContainerd = ['snapshotter', 'disable_snapshot_annotations', 'discard_unpacked_layers'];

/**
 * Moves the image settings over those at the new place. Without a table of handlers containerd leaves out the ones that
 * were next to it.
 *
 * Source: `migrateConfig` in `plugins/cri/images/plugin.go`.
 */
export function moveImages(source: TomlTable, target: TomlTable): TomlTable {
  const entries = new Map(target.entries);
  pinSandbox(entries, source.entries.get('sandbox_image'));
  copy(entries, source, ofCri);
  const containerd = source.entries.get('containerd');
  const runtimes = containerd === undefined ? undefined : tableOf(containerd).entries.get('runtimes');
  if (containerd !== undefined && runtimes !== undefined) {
    for (const handler of tableOf(runtimes).entries.values()) tableOf(handler);
    copy(entries, tableOf(containerd), ofContainerd);
  }
  return { ...target, entries };
}

function pinSandbox(entries: Map<string, TomlValue>, image: TomlValue | undefined): void {
  const known = entries.get('pinned_images');
  if (known !== undefined) tableOf(known);
  if (image === undefined) return;
  const pinned = known === undefined ? tomlTable(new Map(), image.at) : tableOf(known);
  entries.set('pinned_images', { ...pinned, entries: new Map(pinned.entries).set('sandbox', image) });
}

function copy(entries: Map<string, TomlValue>, source: TomlTable, keys: readonly string[]): void {
  for (const key of keys) {
    const value = source.entries.get(key);
    if (value !== undefined) entries.set(key, value);
  }
}
