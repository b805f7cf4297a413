import { knownEvidence } from '../core/pairing/known-evidence.ts';
import { findingsAbout } from '../core/resolve/findings-about.ts';
import { resolveRuntime } from '../core/resolve/resolve.ts';
import { fileHolders } from '../core/running/file-holders.ts';
import type { World } from '../core/world.ts';
import { defined } from '../model/defined.ts';
import type { HostFacts } from '../model/host/observation.ts';
import type { Inventory } from '../model/inventory/inventory.ts';
import { oncePer } from '../model/once-per.ts';
import type { Question, ResolvedName, Resolver } from '../model/resolver.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { Explanations } from './look/explanations.ts';
import { exploreHost, lookElsewhere } from './look/explore-host.ts';

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
  const { containerd, containerdConfig, runningContainerd, docker } = observation;
  const { known, isolationOf } = knownNames(inventory);
  const inspect = (path: string) => files.inspect(path, containerd.user);
  const explanations = new Explanations(files);
  explanations.begin(containerd, undefined);
  const explore = exploreHost(lookElsewhere(files, containerd, askerPath), explanations);
  const shimEvidence = knownEvidence(observation, inspect);
  const facts = { containerd, ...defined({ containerdConfig, runningContainerd, askerPath, shimEvidence }), docker };
  const world = { ...facts, policy, known, isolationOf, inspect, explore, ...fileHolders(observation, inspect) };
  const resolution = resolveRuntime(question, world);
  return { resolution, findings: findingsAbout([resolution], inventory), inventory };
}

/** The names worth suggesting; many questions are asked about one inventory. */
const knownNames = oncePer(({ runtimes }: Inventory): Required<Pick<World, 'known' | 'isolationOf'>> => {
  const isolations = new Map(runtimes.map(({ name, isolation }) => [name, isolation]));
  const known = runtimes.flatMap(({ name, aliases }) => [name, ...aliases]);
  return { known, isolationOf: (name) => isolations.get(name) };
});
