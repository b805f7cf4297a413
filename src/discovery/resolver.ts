import { resolveRuntime } from '../core/resolve/resolve.ts';
import type { World } from '../core/world.ts';
import { defined } from '../model/defined.ts';
import type { HostFacts } from '../model/host/observation.ts';
import type { Inventory } from '../model/inventory/inventory.ts';
import type { Question, ResolvedName, Resolver } from '../model/resolver.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { exploreHost } from './explore-host.ts';

/** An inventory, and the newest observation that leads to it. */
export interface Published {
  readonly inventory: Inventory;
  readonly observation: HostFacts;
}

/** Where a resolver finds the newest facts. */
export interface PublishedSource {
  /** Undefined until the first publication. */
  published(): Published | undefined;
}

/** Settings that answers depend on, in addition to the facts. */
export type ResolverSettings = Pick<ObserveSettings, 'policy' | 'askerPath'>;

/** A resolver that takes the facts of the sources from `store`, and looks at each file itself. */
export function createResolver(store: PublishedSource, files: HostFiles, settings: ResolverSettings): Resolver {
  return (question) => {
    const published = store.published();
    return published && resolveNow(question, published, files, settings);
  };
}

/** Answers one question with the facts of `published` and the files as they are now. */
export function resolveNow(
  question: Question,
  { inventory, observation }: Published,
  files: HostFiles,
  { policy, askerPath }: ResolverSettings,
): ResolvedName {
  const { containerd, containerdConfig, docker } = observation;
  const { known, isolationOf } = knownNames(inventory);
  const inspect = (path: string) => files.inspect(path, containerd.user);
  const explore = exploreHost(files, containerd, askerPath);
  const facts = { containerd, ...defined({ containerdConfig, askerPath }), docker };
  const world = { ...facts, policy, known, isolationOf, inspect, explore };
  return { resolution: resolveRuntime(question, world), inventory };
}

/** The names worth suggesting; prepared once for each inventory, about which many questions are asked. */
const prepared = new WeakMap<Inventory, Required<Pick<World, 'known' | 'isolationOf'>>>();

function knownNames(inventory: Inventory): Required<Pick<World, 'known' | 'isolationOf'>> {
  const before = prepared.get(inventory);
  if (before !== undefined) return before;
  const isolations = new Map(inventory.runtimes.map(({ name, isolation }) => [name, isolation]));
  const known = inventory.runtimes.flatMap(({ name, aliases }) => [name, ...aliases]);
  const names = { known, isolationOf: (name: string) => isolations.get(name) };
  prepared.set(inventory, names);
  return names;
}
