import { posix } from 'node:path';
import type { ContainerdConfig } from '../../../model/containerd/containerd-config.ts';

/** The plugin that puts a directory in front of PATH. Source: containerd `plugins/services/opt`. */
const optPlugin = 'io.containerd.internal.v1.opt';

/** By default: containerd `plugins/services/opt/path_unix.go`. */
const defaultOptPath = '/opt/containerd';

/** The directory that containerd puts in front of PATH; undefined when the plugin is disabled. */
export function optDirectoryOf({ settings, cri }: ContainerdConfig): string | undefined {
  // The started daemon says whether the plugin is loaded; a daemon that does not start keeps what the files say.
  if (cri !== undefined && !cri.plugins.has(optPlugin)) return undefined;
  return posix.join(settings?.optPath?.value ?? defaultOptPath, 'bin');
}
