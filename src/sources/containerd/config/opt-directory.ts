import { posix } from 'node:path';
import type { Settings } from '../../../model/containerd/containerd-config.ts';

/** By default: containerd `plugins/services/opt/path_unix.go`. */
const defaultOptPath = '/opt/containerd';

/**
 * The directory that containerd puts in front of PATH; undefined when the plugin that does so is disabled. Source:
 * containerd `plugins/services/opt`.
 */
export function optDirectoryOf(settings: Settings | undefined): string | undefined {
  if (settings?.optIsDisabled) return undefined;
  return posix.join(settings?.optPath?.value ?? defaultOptPath, 'bin');
}
