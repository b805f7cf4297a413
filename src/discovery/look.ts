import { posix } from 'node:path';
import { type DockerInForce, dockerInForce } from '../core/docker/in-force.ts';
import { mergeInventory } from '../core/inventory/merge.ts';
import { readPaths } from '../core/inventory/merge-programs.ts';
import type { Policy } from '../core/policy.ts';
import type { ContainerdFacts } from '../model/host/containerd-facts.ts';
import type { FileFact } from '../model/host/file-fact.ts';
import type { HostFacts } from '../model/host/observation.ts';
import type { InventoryFacts } from '../model/inventory/inventory.ts';
import { oncePer } from '../model/once-per.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import type { HostFiles } from '../sources/host-files.ts';
import type { Programs } from '../sources/provenance/programs.ts';
import type { Touched } from '../sources/search-path/scan-places.ts';
import { type Elsewhere, exploreHost, lookElsewhere } from './explore-host.ts';
import type { Observation, Observer } from './observe.ts';
import { hostOwnership } from './ownership/host-ownership.ts';
import { Trails } from './ownership/trails.ts';
import type { Scope } from './scope.ts';

/** One look: the facts, the inventory that follows from them, and the paths that both depend on. */
export interface Look {
  readonly host: HostFacts;
  readonly facts: InventoryFacts;
  /** Something could not be read for a reason of this machine, such as too many open files; older facts are kept. */
  readonly isInterrupted: boolean;
  /** Something is so new that it must be looked at again soon. */
  readonly isSettling: boolean;
  /** Directories in which something that runs appears or disappears. */
  readonly runningDirectories: readonly string[];
  /** Every path that was inspected on the way, missing ones included. */
  readonly inspected: readonly string[];
  /** Programs to read in the background: where the links of shims, OCI runtimes and daemons end. */
  readonly programs: readonly string[];
  /** The ones of them that are shims. */
  readonly shimFiles: readonly string[];
  /** Paths whose change makes the look outdated. */
  readonly dependsOn: ReadonlySet<string>;
  /** The ones of them that the sources were read from. */
  readonly sourcePaths: ReadonlySet<string>;
}

/** The part of `Programs` that a look needs. */
export type KnownPrograms = Pick<Programs, 'known' | 'dependsOn'>;

/** Observes and merges, and remembers what is in force of Docker from one look to the next. */
export class Looker {
  readonly #observer: Observer;
  readonly #files: HostFiles;
  readonly #policy: Policy;
  /** What was found is kept as long as the facts of containerd, which are a new object whenever the sources are read. */
  readonly #elsewhere: (containerd: ContainerdFacts) => Elsewhere;
  readonly #programs: KnownPrograms | undefined;
  readonly #trails: Trails;
  #docker: DockerInForce | undefined;

  constructor(
    observer: Observer,
    files: HostFiles,
    { policy, askerPath }: Pick<ObserveSettings, 'policy' | 'askerPath'>,
    programs?: KnownPrograms,
  ) {
    this.#observer = observer;
    this.#files = files;
    this.#trails = new Trails(files);
    this.#programs = programs;
    this.#policy = policy;
    this.#elsewhere = oncePer((containerd) => lookElsewhere(files, containerd, askerPath));
  }

  /** Looks as far as `scope` says. Each path is inspected once, so that one look does not contradict itself. */
  async look(scope: Scope, touched?: Touched): Promise<Look> {
    const observation = await this.#observer.observe(scope, touched);
    const { docker, engine } = observation;
    this.#docker = dockerInForce(docker, engine, this.#docker, observation);
    const host = { ...hostFacts(observation, this.#docker), programs: this.#programs?.known() ?? new Map() };
    const seen = new Map<string, FileFact>();
    const inspect = (path: string) => {
      const known = seen.get(path);
      if (known !== undefined) return known;
      const fact = this.#files.inspect(path, host.containerd.user);
      seen.set(path, fact);
      return fact;
    };
    const explore = exploreHost(this.#files, host.containerd, this.#elsewhere(host.containerd));
    this.#trails.begin(scope, touched);
    const ownership = hostOwnership(this.#files, this.#trails);
    const facts = mergeInventory(host, this.#policy, inspect, { explore, ownership });
    const places = new Set(host.places.map((place) => place.directory));
    const found = shimFiles(observation);
    return {
      host,
      facts,
      isInterrupted: observation.isInterrupted,
      isSettling: observation.isSettling,
      runningDirectories: observation.runningDirectories,
      inspected: [...seen.keys()],
      programs: [...new Set([...found, ...readPaths(facts.programs, host.daemons)])],
      shimFiles: [...found, ...readPaths(facts.programs.filter(({ role }) => role === 'shim'))],
      dependsOn: new Set([
        ...observation.dependsOn,
        ...shimPaths(observation),
        ...observation.runningDependsOn,
        ...unannounced(seen, places),
        ...(this.#programs?.dependsOn ?? []),
      ]),
      sourcePaths: new Set(observation.dependsOn),
    };
  }
}

function hostFacts(
  {
    states,
    dependsOn: _,
    isInterrupted: __,
    isSettling: ___,
    engineIsSilent: ____,
    runningDirectories: _____,
    runningDependsOn: ______,
    ...seen
  }: Observation,
  docker: DockerInForce,
): HostFacts {
  return {
    ...seen,
    docker: docker.facts,
    day: new Date().toISOString().slice(0, 10),
    sources: [...states, ...docker.states],
  };
}

/** Places, and the shims found in them. */
function shimPaths({ places }: Observation): string[] {
  return places.flatMap(({ directory, duplicateOf, entries }) => [
    directory,
    ...(duplicateOf === undefined ? entries.map(({ binary }) => posix.join(directory, binary)) : []),
  ]);
}

/** Where the links of the shims end. */
function shimFiles({ places }: Observation): string[] {
  const files = places.flatMap(({ entries }) => entries.map(({ file }) => file));
  return files.flatMap((file) => (file.kind === 'file' ? [file.realPath] : []));
}

/** A name that is missing from a place appears with the place's own times moving: no need to ask for both. */
function* unannounced(seen: ReadonlyMap<string, FileFact>, places: ReadonlySet<string>): Generator<string> {
  for (const [path, fact] of seen) {
    const isAnnounced = fact.kind === 'missing' && !fact.dangling && places.has(posix.dirname(path));
    if (!isAnnounced) yield path;
  }
}
