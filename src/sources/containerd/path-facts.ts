import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import { isDockerdName } from '../docker/dockerd-program.ts';
import type { DaemonUnit } from '../systemd/daemon-unit.ts';
import type { ContainerdProcess } from './containerd-process.ts';
import type { ContainerdOptions, ContainerdService } from './options.ts';

/** PATH of a service: systemd `src/basic/path-util.h`, `DEFAULT_PATH`. */
const SYSTEMD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

type OptFacts = Pick<ContainerdFacts, 'optDirectory' | 'optUnread'>;
type PathFacts = OptFacts & Pick<ContainerdFacts, 'path' | 'pathSource'>;

/** PATH as the lookup of containerd sees it: the given one, else the one of its process, its unit, or systemd. */
export function pathOf(
  options: ContainerdOptions,
  process: ContainerdProcess,
  opt: OptFacts,
  unit: DaemonUnit | undefined,
): PathFacts {
  if (options.searchPath !== undefined) return { path: options.searchPath, pathSource: 'given' };
  const { path: inherited, pathSource } = inheritedPath(process, unit, options.service);
  const { optDirectory, optUnread } = isEmbedded(process) ? {} : opt;
  if (optDirectory === undefined) return defined({ path: inherited, pathSource });
  // If PATH is unset, the plugin's value ends in an empty element, which means the working directory.
  return defined({ path: `${optDirectory}:${inherited ?? ''}`, pathSource, optDirectory, optUnread });
}

/**
 * LD_LIBRARY_PATH as shims inherit it: the opt plugin puts `<opt>/lib` in front of the one of the process. An empty element
 * is the bundle of the container, which has no libraries. Source: containerd `opt/path_unix.go`.
 */
export function libraryPathOf(process: ContainerdProcess, optDirectory: string | undefined): string | undefined {
  const inherited = process.environment?.ldLibraryPath;
  if (optDirectory === undefined || isEmbedded(process)) return inherited;
  return `${posix.join(optDirectory, '../lib')}:${inherited ?? ''}`;
}

function inheritedPath(
  { environment }: ContainerdProcess,
  unit: DaemonUnit | undefined,
  service: ContainerdService | undefined,
): Pick<ContainerdFacts, 'path' | 'pathSource'> {
  if (environment !== undefined) return defined({ path: environment.path, pathSource: 'process' });
  if (unit !== undefined && !unit.pathIsAssumed) {
    return defined({ path: unit.environment.get('PATH'), pathSource: 'unit' });
  }
  return { path: unit?.assumedPath ?? service?.defaultPath() ?? SYSTEMD_PATH, pathSource: 'assumed' };
}

/** The containerd inside dockerd (29.7 and later) has no opt plugin. */
export function isEmbedded({ exe }: ContainerdProcess): boolean {
  return exe !== undefined && isDockerdName(exe);
}
