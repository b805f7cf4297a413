import { posix } from 'node:path';
import { readPaths } from '../../core/inventory/merge-programs.ts';
import { defined } from '../../model/defined.ts';
import type { FileFact } from '../../model/host/file-fact.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { InventoryFacts } from '../../model/inventory/inventory.ts';
import { oncePer } from '../../model/once-per.ts';
import type { Programs } from '../../sources/provenance/programs.ts';
import { addShimFiles, addShimPaths } from '../../sources/search-path/place-paths.ts';
import type { Explanations } from './explanations.ts';
import type { Observation } from './observe.ts';

/** One look: the facts, the inventory that follows from them, and the paths that both depend on. */
export interface Look {
  readonly host: HostFacts;
  readonly facts: InventoryFacts;
  /** It was about touched names and found nothing new: everything is as in the look before. */
  readonly isUnchanged: boolean;
  /** Something could not be read for a reason of this machine, such as too many open files; older facts are kept. */
  readonly isInterrupted: boolean;
  /** Something is so new that it must be looked at again soon. */
  readonly isSettling: boolean;
  /** The names that a look at touched names was about; absent for a wider look. */
  readonly narrow?: ReadonlySet<string>;
  /** Directories in which something that runs appears or disappears. */
  readonly runningDirectories: readonly string[];
  /** Every path that was inspected on the way, missing ones included. */
  readonly inspected: readonly string[];
  /** Programs to read in the background: where the links of shims, OCI runtimes and daemons end. */
  readonly programs: ReadonlySet<string>;
  /** The ones of them that are shims. */
  readonly shimFiles: ReadonlySet<string>;
  /** Paths whose change makes the look outdated. */
  readonly dependsOn: ReadonlySet<string>;
  /** The ones of them that the sources were read from. */
  readonly sourcePaths: ReadonlySet<string>;
}

/** What a look found out. */
interface Found extends Pick<Look, 'host' | 'facts' | 'isUnchanged'> {
  readonly observation: Observation;
  readonly narrow: ReadonlySet<string> | undefined;
}

/** What a look was made from besides the sources. */
interface Grounds {
  /** Every file that was inspected. */
  readonly files: ReadonlyMap<string, FileFact>;
  readonly explanations: Pick<Explanations, 'paths'>;
  readonly programs: Pick<Programs, 'dependsOn'> | undefined;
}

/** What the look saw, for the next ones. The lists are made when they are asked for: publishing does not wait for them. */
export function describeLook(
  { observation, host, facts, narrow, isUnchanged }: Found,
  { files, explanations, programs }: Grounds,
): Look {
  return {
    host,
    facts,
    ...defined({ narrow }),
    isUnchanged,
    isInterrupted: observation.isInterrupted,
    isSettling: observation.isSettling,
    runningDirectories: observation.runningDirectories,
    get inspected() {
      return [...files.keys(), ...explanations.paths];
    },
    get programs() {
      return withFiles(observation, readPaths(facts.programs, host.daemons));
    },
    get shimFiles() {
      return withFiles(observation, readPaths(facts.programs.filter(({ role }) => role === 'shim')));
    },
    get dependsOn() {
      const places = new Set(host.places.map((place) => place.directory));
      const paths = new Set([
        ...observation.dependsOn,
        ...observation.runningDependsOn,
        ...(programs?.dependsOn ?? []),
      ]);
      addShimPaths(host.places, paths);
      for (const path of unannounced(files, places)) paths.add(path);
      return paths;
    },
    get sourcePaths() {
      return setOf(observation.dependsOn);
    },
  };
}

const setOf = oncePer((paths: readonly string[]): ReadonlySet<string> => new Set(paths));

/** These files, and where the links of the shims end. */
function withFiles({ places }: Observation, files: Iterable<string>): Set<string> {
  const all = new Set<string>();
  addShimFiles(places, all);
  for (const file of files) all.add(file);
  return all;
}

/** A name that is missing from a place appears with the place's own times moving: no need to ask for both. */
function* unannounced(seen: ReadonlyMap<string, FileFact>, places: ReadonlySet<string>): Generator<string> {
  for (const [path, fact] of seen) {
    const isAnnounced = fact.kind === 'missing' && !fact.dangling && places.has(posix.dirname(path));
    if (!isAnnounced) yield path;
  }
}
