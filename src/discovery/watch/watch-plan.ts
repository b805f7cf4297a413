import { posix } from 'node:path';
import type { HostFacts } from '../../model/host/observation.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import type { Scope } from '../scope.ts';

/** One directory to listen to, and what in it matters. */
export interface WatchRequest {
  /** Where it is on this machine, without links. */
  readonly directory: string;
  /** `dev:ino`, under which the scanner keeps its listing. */
  readonly inode: string;
  /** Every `containerd-shim-*` in it matters. */
  readonly shims: boolean;
  /** Other names that matter, and how far the look they ask for goes. */
  readonly names: ReadonlyMap<string, Scope>;
  /** Any name that is added, removed or renamed matters, and how far the look goes; absent where only `names` do. */
  readonly entries?: Scope;
}

/** The directories to listen to, under a key that identifies a directory under any path. */
export type WatchPlan = ReadonlyMap<string, WatchRequest>;

/** What the plan is made of. */
interface Wanted {
  readonly observation: Pick<HostFacts, 'places'>;
  /** Configuration files that decide what runs. */
  readonly configFiles: readonly string[];
  /** Directories that a pattern in a configuration was looked for in; they may be missing. */
  readonly configDirectories?: readonly string[];
  /** Directories in which something that runs appears or disappears; they may be missing. */
  readonly runningDirectories?: readonly string[];
  /** Paths that were looked at on the way. */
  readonly inspected: Iterable<string>;
}

interface Draft {
  readonly directory: string;
  readonly inode: string;
  shims: boolean;
  readonly names: Map<string, Scope>;
  entries?: Scope;
}

/** A pattern such as `/proc/*` may list many directories; the verify tick looks at all of them. */
const maxConfigDirectories = 64;
/** More namespaces than a host has. */
const maxRunningDirectories = 64;

/**
 * Plans one watch for each directory that exists and in which something can happen: the places, the directories that
 * linked shims end in, the ones of the configuration files, and the ones that `imports` of containerd look in.
 *
 * What does not exist yet, and what links lead through, is the verify tick's.
 */
export function planWatches(files: HostFiles, wanted: Wanted): WatchPlan {
  const plan = new Map<string, Draft>();
  const byPath = new Map<string, Draft | undefined>();
  const draftOf = (directory: string): Draft | undefined => {
    if (!byPath.has(directory)) byPath.set(directory, addDirectory(files, plan, directory));
    return byPath.get(directory);
  };

  for (const directory of shimDirectories(wanted.observation)) {
    const draft = draftOf(directory);
    if (draft !== undefined) draft.shims = true;
  }
  // An inspected path is only listened for in directories that are watched already.
  for (const path of wanted.inspected) byPath.get(posix.dirname(path))?.names.set(posix.basename(path), 'touched');
  for (const path of linkTargets(wanted.observation))
    draftOf(posix.dirname(path))?.names.set(posix.basename(path), 'touched');
  for (const path of withTargets(files, wanted.configFiles)) {
    draftOf(posix.dirname(path))?.names.set(posix.basename(path), 'sources');
  }
  for (const path of wanted.configDirectories?.slice(0, maxConfigDirectories) ?? []) {
    draftOf(posix.dirname(path))?.names.set(posix.basename(path), 'sources');
    const draft = draftOf(path);
    if (draft !== undefined) draft.entries = 'sources';
  }
  for (const path of wanted.runningDirectories?.slice(0, maxRunningDirectories) ?? []) {
    const draft = draftOf(path);
    if (draft !== undefined) draft.entries ??= 'shims';
  }
  return plan;
}

/** A directory removed and made again may get the same inode number; its time of birth differs. */
function addDirectory(files: HostFiles, plan: Map<string, Draft>, path: string): Draft | undefined {
  const found = files.stat(path);
  if (!found.ok || !found.stat.isDirectory()) return undefined;
  const inode = `${found.stat.dev}:${found.stat.ino}`;
  const key = `${inode}:${found.stat.birthtimeNs}`;
  const known = plan.get(key);
  if (known !== undefined) return known;
  const directory = files.physical(path);
  if (directory === undefined) return undefined;
  const draft: Draft = { directory, inode, shims: false, names: new Map() };
  plan.set(key, draft);
  return draft;
}

function shimDirectories(observation: Wanted['observation']): string[] {
  return observation.places.filter((place) => place.state !== 'missing').map((place) => place.directory);
}

/** The files that linked shims end in, under any name. */
function linkTargets(observation: Wanted['observation']): string[] {
  return observation.places.flatMap((place) =>
    place.entries.flatMap(({ binary, file }) =>
      file.kind === 'missing' || file.realPath === posix.join(place.realPath ?? place.directory, binary)
        ? []
        : [file.realPath],
    ),
  );
}

function withTargets(files: HostFiles, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const target = files.realPath(path);
    return target === undefined || target === path ? [path] : [path, target];
  });
}
