import { posix } from 'node:path';
import { mergeInventory } from '../core/inventory/merge.ts';
import type { Policy } from '../core/policy.ts';
import type { InventoryFacts } from '../model/inventory.ts';
import type { FileFact, Observation } from '../model/observation.ts';
import type { HostFiles } from '../sources/host-files.ts';
import type { Touched } from '../sources/search-path/scan-places.ts';
import type { Observer } from './observe.ts';
import type { Scope } from './scope.ts';

/** One look: what was seen, what follows from it, and on which paths it hangs. */
export interface Look {
  readonly observation: Observation;
  readonly facts: InventoryFacts;
  /** Every path that was inspected on the way, those that are missing included. */
  readonly inspected: readonly string[];
  /** Paths that make it old when they move. */
  readonly dependsOn: ReadonlySet<string>;
  /** Those of them that the sources were read from. */
  readonly sourcePaths: ReadonlySet<string>;
}

/** Observes and merges. Each path is inspected once a look, so that one look does not contradict itself. */
export async function look(
  observer: Observer,
  files: HostFiles,
  policy: Policy,
  scope: Scope,
  touched?: Touched,
): Promise<Look> {
  const { observation, shimPaths, sourcePaths } = await observer.observe(scope, touched);
  const seen = new Map<string, FileFact>();
  const facts = mergeInventory(observation, policy, (path) => {
    const known = seen.get(path);
    if (known !== undefined) return known;
    const fact = files.inspect(path, observation.containerd.user);
    seen.set(path, fact);
    return fact;
  });
  const places = new Set(observation.places.map((place) => place.directory));
  return {
    observation,
    facts,
    inspected: [...seen.keys()],
    dependsOn: new Set([...sourcePaths, ...shimPaths, ...unannounced(seen, places)]),
    sourcePaths: new Set(sourcePaths),
  };
}

/** A name that is missing from a place appears with the place's own times moving: no need to ask for both. */
function* unannounced(seen: ReadonlyMap<string, FileFact>, places: ReadonlySet<string>): Generator<string> {
  for (const [path, fact] of seen) {
    const isAnnounced = fact.kind === 'missing' && !fact.dangling && places.has(posix.dirname(path));
    if (!isAnnounced) yield path;
  }
}
