import { type TomlTable, type TomlValue, tomlTable } from '../toml/value.ts';
import { PanicError, tableOf } from './panic.ts';

const moved = [
  'registry',
  'image_decryption',
  'max_concurrent_downloads',
  'image_pull_progress_timeout',
  'image_pull_with_sync_fs',
  'stats_collect_period',
];

/** Moves the image settings. The snapshotter only moves when the same `containerd` table also has `runtimes`. */
export function moveImages(source: TomlTable, target: TomlTable): TomlTable {
  const entries = new Map(target.entries);
  const sandboxImage = source.entries.get('sandbox_image');
  if (sandboxImage !== undefined) pinSandbox(entries, sandboxImage);
  for (const key of moved) copyUnless(entries, source, key);
  const containerd = source.entries.get('containerd');
  if (containerd !== undefined) moveOfContainerd(entries, tableOf(containerd));
  return { ...target, entries };
}

function pinSandbox(entries: Map<string, TomlValue>, image: TomlValue): void {
  const known = entries.get('pinned_images');
  const pinned = known === undefined ? tomlTable(new Map(), image.at) : tableOf(known);
  if (pinned.entries.has('sandbox')) return;
  entries.set('pinned_images', { ...pinned, entries: new Map(pinned.entries).set('sandbox', image) });
}

function copyUnless(entries: Map<string, TomlValue>, source: TomlTable, key: string): void {
  const value = source.entries.get(key);
  if (value !== undefined && !entries.has(key)) entries.set(key, value);
}

function moveOfContainerd(entries: Map<string, TomlValue>, containerd: TomlTable): void {
  const runtimes = containerd.entries.get('runtimes');
  if (runtimes === undefined) return;
  const snapshotter = containerd.entries.get('snapshotter');
  if (snapshotter !== undefined && snapshotter.kind !== 'string') throw new PanicError(snapshotter, 'string');
  for (const key of ['snapshotter', 'disable_snapshot_annotations', 'discard_unpacked_layers']) {
    copyUnless(entries, containerd, key);
  }
  for (const handler of tableOf(runtimes).entries.values()) tableOf(handler);
}
