import type { CatalogueEntry } from '../../model/catalogue.ts';
import type { DockerRuntime, HostFacts, Inspect } from '../../model/observation.ts';
import type { Resolution } from '../../model/resolution.ts';
import type { Runtime } from '../../model/runtime.ts';
import type { Shim } from '../../model/shim.ts';
import { catalogueEntry } from '../catalogue.ts';
import { compareCodePoints, sortedByCodePoint } from '../code-points.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { checkOciRuntime, ociRuntimePath } from '../docker/oci-runtime.ts';
import { isPending } from '../docker/pending.ts';
import { checkPermission } from '../docker/permission.ts';
import { dockerRules } from '../docker/release.ts';
import { allows, type Policy } from '../policy.ts';
import { resolveRuntime } from '../resolve/resolve.ts';

/** What the runtimes are made of, beside the files themselves. */
export interface RuntimeSources {
  readonly observation: HostFacts;
  readonly policy: Policy;
  readonly shims: readonly Shim[];
}

/**
 * The runtimes of a host, one entry a name, sorted: configured ones over stock ones over those only on disk.
 *
 * What the site policy denies is left out where it is only on disk; a configured or stock entry stays, with `permitted`
 * false and `available` as it is, for whoever serves the permitted set to leave out.
 */
export function mergeRuntimes(sources: RuntimeSources, inspect: Inspect): Runtime[] {
  const named = namedRuntimes(sources.observation.docker.runtimes.runtimes);
  const pending = pendingRuntimes(sources.observation);
  const implicit = [...new Set(sources.shims.flatMap(({ runtime }) => runtime ?? []))].filter(
    (name) => !named.has(name) && !pending.some((runtime) => runtime.name === name),
  );
  const merged = [
    ...[...named.values(), ...pending].map((runtime) => describeNamed(runtime, named, sources, inspect)),
    ...implicit.flatMap((name) => describeImplicit(name, named, sources, inspect)),
  ];
  return sortedByCodePoint(merged, ({ name }) => name);
}

type Named = ReadonlyMap<string, DockerRuntime>;

const everything: Policy = { allow: [], deny: [] };

/** What the runc shim executes unless it is told otherwise. */
const stockProgram = 'runc';

function namedRuntimes(runtimes: readonly DockerRuntime[]): Named {
  const stockFirst = [...runtimes].sort(
    (a, b) => Number(a.origin === 'configured') - Number(b.origin === 'configured'),
  );
  return new Map(stockFirst.map((runtime) => [runtime.name, runtime]));
}

/** Those that are configured and that the running Engine has yet to load: what it does with their names now is told. */
function pendingRuntimes({ docker }: HostFacts): DockerRuntime[] {
  return (docker.onDisk?.runtimes ?? []).filter(({ name }) => isPending(name, docker));
}

function describeNamed(runtime: DockerRuntime, named: Named, sources: RuntimeSources, inspect: Inspect): Runtime {
  const { name, origin, runtimeType, options, definedIn } = runtime;
  const oci = ociRuntime(runtime, sources.observation, inspect);
  const resolution = resolve(name, everything, sources, inspect);
  return {
    ...common(resolution, named, sources),
    ...aboutProject(projectEntry(resolution.binary, ociRuntimePath(runtime, sources.observation.docker))),
    origin,
    permitted: resolve(name, sources.policy, sources, inspect).permitted,
    ...(runtimeType === undefined ? {} : { runtimeType }),
    ...(options === undefined ? {} : { options }),
    ...(oci === undefined ? {} : { ociRuntime: oci }),
    ...(definedIn === undefined ? {} : { definedIn }),
  };
}

/** A name that leads to no file, or that this Docker would not take, is no runtime of the host. */
function describeImplicit(name: string, named: Named, sources: RuntimeSources, inspect: Inspect): Runtime[] {
  const resolution = resolve(name, sources.policy, sources, inspect);
  if (resolution.verdict !== 'implicit' || !resolution.permitted) return [];
  const project = aboutProject(projectEntry(resolution.binary, undefined));
  return [{ ...common(resolution, named, sources), ...project, origin: 'implicit', permitted: true }];
}

function resolve(name: string, policy: Policy, { observation }: RuntimeSources, inspect: Inspect): Resolution {
  const { containerd, docker } = observation;
  return resolveRuntime({ name, client: 'docker' }, { containerd, docker, policy, known: [] }, inspect);
}

function common(resolution: Resolution, named: Named, sources: RuntimeSources): Omit<Runtime, 'origin' | 'permitted'> {
  const { name, available, binary, path, unavailable } = resolution;
  return {
    name,
    available,
    ...(binary === undefined ? {} : { binary }),
    ...(path === undefined ? {} : { path }),
    aliases: aliasesOf(resolution, named, sources),
    handlers: [],
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

/**
 * The project that isolates the containers: the shim's, unless the runc shim is told to execute another OCI runtime. Of
 * one that is not known, nothing is claimed.
 */
function projectEntry(binary: string | undefined, ociPath: string | undefined): CatalogueEntry | undefined {
  const program = ociPath?.slice(ociPath.lastIndexOf('/') + 1) ?? stockProgram;
  if (program !== stockProgram) return catalogueEntry(program);
  return binary === undefined ? undefined : catalogueEntry(binary);
}

function aboutProject(entry: CatalogueEntry | undefined): Partial<Runtime> {
  if (entry === undefined) return {};
  const { description, project, url, isolation } = entry;
  return { description, project, url, isolation };
}

/**
 * The other names of a shim stand with the entry of its canonical name alone: `runc` or a configured name brings
 * options that they do not, and a name that has an entry of its own is nobody's alias.
 */
function aliasesOf(
  { name, binary, aliases }: Resolution,
  named: Named,
  { observation, policy }: RuntimeSources,
): string[] {
  if (binary === undefined || canonicalName(binary) !== name || !allows(policy, binary)) return [];
  const rules = dockerRules(observation.docker.version);
  return aliases
    .filter((alias) => !named.has(alias) && checkPermission(alias, rules).permitted)
    .sort(compareCodePoints);
}

function ociRuntime(runtime: DockerRuntime, observation: HostFacts, inspect: Inspect): Runtime['ociRuntime'] {
  if (runtime.path === undefined) return undefined;
  const { resolvedPath } = checkOciRuntime(runtime, observation, inspect);
  return {
    path: runtime.path,
    args: [...(runtime.args ?? [])],
    ...(resolvedPath === undefined ? {} : { resolvedPath }),
  };
}
