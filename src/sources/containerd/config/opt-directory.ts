import { posix } from 'node:path';
import { opt as optPlugin } from '../../../core/containerd/config/schema/plugins.ts';
import type { Settings } from '../../../model/containerd/containerd-config.ts';
import type { RunningContainerdFacts, RunningPlugin } from '../../../model/host/running-containerd.ts';

/** By default: containerd `plugins/services/opt/path_unix.go`. */
const defaultOptPath = '/opt/containerd';

/** The directory of the opt plugin, as far as it is known. */
export interface OptDirectory {
  /** Absent where the plugin is disabled. */
  readonly directory?: string;
}

/** The same of a running containerd, whose plugins say it; undefined where they do not. */
export function optDirectoryIn({ plugins }: RunningContainerdFacts): OptDirectory | undefined {
  if (plugins === undefined) return undefined;
  const opt = plugins.find(({ plugin }) => plugin === optPlugin);
  if (opt === undefined || isWithoutPath(opt)) return {};
  return opt.path === undefined ? undefined : { directory: posix.join(opt.path, 'bin') };
}

/** It makes `bin`, sets PATH, and makes `lib`: PATH is set before what fails at `lib`. */
function isWithoutPath({ state, error = '' }: RunningPlugin): boolean {
  return state !== 'ok' && !error.includes('/lib');
}

/**
 * The directory that containerd puts in front of PATH; undefined when the plugin that does so is disabled. Source:
 * containerd `plugins/services/opt`.
 */
export function optDirectoryOf(settings: Settings | undefined): string | undefined {
  if (settings?.optIsDisabled) return undefined;
  return posix.join(settings?.optPath?.value ?? defaultOptPath, 'bin');
}
