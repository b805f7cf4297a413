import type { Host, InventoryFacts } from '../model/inventory.ts';
import type { FileFact, Inspect, Observation, PlaceFacts } from '../model/observation.ts';
import type { Place } from '../model/search-path.ts';
import { compareCodePoints, sortedByCodePoint } from './code-points.ts';
import { frozenCopy } from './frozen-copy.ts';
import { mergeRuntimes } from './merge-runtimes.ts';
import { candidatesOf, type MergedShim, mergeShims } from './merge-shims.ts';
import { observedFirst } from './observed-files.ts';
import type { Policy } from './policy.ts';
import { resolveRuntime } from './resolve.ts';
import type { RuleContext } from './rule-context.ts';
import { collectFindings } from './rules.ts';

/**
 * Makes one whole of what all sources saw: runtimes, shims, search path and findings, sorted and frozen.
 *
 * The same facts give the same inventory, in whatever order they were seen. `inspect` is asked for files that were not
 * observed: OCI runtimes, absolute runtime types, directories that could not be listed.
 */
export function mergeInventory(observation: Observation, policy: Policy, inspect: Inspect): InventoryFacts {
  const look = observedFirst(observation, inspect);
  const merged = mergeShims(observation, policy, look);
  const shims = merged.map(({ shim }) => shim);
  const runtimes = mergeRuntimes({ observation, policy, shims }, look);
  const { containerd, docker } = observation;
  const name = docker.runtimes.defaultRuntime;
  const defaultRuntime = resolveRuntime({ name, client: 'docker' }, { containerd, docker, policy, known: [] }, look);
  const context: RuleContext = { observation, runtimes, shims, defaultRuntime, fileOf: filesOf(merged) };
  return frozenCopy({
    host: hostOf(observation),
    defaultRuntime: name,
    runtimes,
    shims,
    searchPath: observation.places.map(describePlace),
    handlers: [],
    findings: collectFindings(context),
    sources: sortedByCodePoint(observation.sources, ({ source }) => source),
  });
}

function hostOf({ target, containerd, docker }: Observation): Host {
  const { version, versionSource, pathSource, user } = containerd;
  return {
    target,
    containerd: { version, versionSource, ...pidOf(containerd), pathSource, user: user.uid },
    docker: {
      present: docker.present,
      version: docker.version,
      versionSource: docker.versionSource,
      ...pidOf(docker),
      configFile: docker.configFile,
    },
  };
}

function pidOf({ pid }: { readonly pid?: number }): { pid?: number } {
  return pid === undefined ? {} : { pid };
}

function describePlace(place: PlaceFacts, position: number): Place {
  const { directory, kind, state, realPath, duplicateOf } = place;
  return {
    position,
    directory,
    kind,
    state,
    ...(realPath === undefined ? {} : { realPath }),
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
    shims: candidatesOf(place)
      .map(({ binary }) => binary)
      .sort(compareCodePoints),
  };
}

function filesOf(merged: readonly MergedShim[]): RuleContext['fileOf'] {
  const files = new Map(merged.map(({ shim, file }): [string, FileFact] => [shim.path, file]));
  const nothing: FileFact = { kind: 'missing', errno: 'ENOENT', dangling: false };
  return ({ path }) => files.get(path) ?? nothing;
}
