import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { PlaceKind } from '../../model/inventory/search-path.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { oncePer } from '../../model/once-per.ts';
import { type Hidden, unlessHidden } from '../go/hidden.ts';
import { searchDirectories } from '../go/look-path.ts';
import { absolutePath } from '../go/path.ts';

/** A directory in which containerd looks for shims. */
export interface LookupPlace {
  /** Absolute and clean. */
  readonly directory: string;
  readonly kind: PlaceKind;
  /** The path depends on a working directory that was deleted, so nothing can be found there. */
  readonly deleted?: boolean;
}

/**
 * The directories of containerd's lookup, in its order. Older releases do not use all of them.
 *
 * Sources: containerd `core/runtime/v2/shim_manager.go`, `resolveRuntimePath`; Go `os/exec/lp_unix.go`, `LookPath`.
 */
export const placesOf = oncePer(
  ({ cwd, cwdDeleted, path, optDirectory, executableDirectory }: ContainerdFacts): readonly LookupPlace[] => {
    const place = (directory: string, kind: PlaceKind, relative: boolean): LookupPlace =>
      relative && cwdDeleted ? { directory, kind, deleted: true } : { directory, kind };
    const places = [place(absolutePath('', cwd), 'cwd', true)];
    for (const [index, { element, directory, relative }] of searchDirectories(path, cwd).entries()) {
      places.push(place(directory, index === 0 && element === optDirectory ? 'opt' : 'path', relative));
    }
    if (executableDirectory !== undefined) {
      places.push(place(absolutePath(executableDirectory, cwd), 'executable', false));
    }
    return places;
  },
);

/**
/**
 * Why a program that containerd searches on PATH cannot be used. That is not certain where shimdex cannot look at a place
 * that is searched before, nor where PATH or the directory of the opt plugin is not known: containerd searches that
 * directory before the rest of PATH, and another program of that name may be there.
 */
export function unlessUnseen(
  failure: Unavailable,
  name: string,
  containerd: ContainerdFacts,
  hidden: Hidden | undefined,
): Unavailable {
  return hidden === undefined ? unlessUnknown(failure, name, containerd) : unlessHidden(failure, hidden);
}

function unlessUnknown(failure: Unavailable, name: string, containerd: ContainerdFacts): Unavailable {
  const { optDirectory = '', optUnread, startUnread, pathSource } = containerd;
  if (name.includes('/')) return failure;
  if (startUnread !== undefined && pathSource !== 'given') {
    return {
      reason: 'search-path-unknown',
      message: `"${name}" may be where containerd searches: ${startUnread.message}`,
    };
  }
  if (optUnread === undefined) return failure;
  const where = `the directory of containerd's opt plugin, which is not known ("${optDirectory}" is assumed)`;
  return { reason: 'search-path-unknown', message: `"${name}" may be in ${where}: ${optUnread}` };
}
