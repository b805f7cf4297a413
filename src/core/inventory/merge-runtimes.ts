import { defined } from '../../model/defined.ts';
import type { DockerFacts, DockerRuntime } from '../../model/host/docker-facts.ts';
import type { CatalogueEntry } from '../../model/inventory/catalogue.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import { itemByItem } from '../../model/item-by-item.ts';
import type { Resolution } from '../../model/resolution.ts';
import { catalogueEntry } from '../catalogue.ts';
import { compareCodePoints } from '../code-points.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { isDenied } from '../docker/ask.ts';
import { describeOciRuntime, ociRuntimePath } from '../docker/oci-runtime.ts';
import { isPending } from '../docker/pending.ts';
import { checkPermission } from '../docker/permission.ts';
import { dockerRules } from '../docker/release.ts';
import { fileNameOf } from '../go/path.ts';
import { keptInOrder } from '../kept-order.ts';
import { allows, type Policy } from '../policy.ts';
import { resolveListed } from '../resolve/resolve.ts';
import type { World } from '../world.ts';
import { KeptAnswers } from './kept-answers.ts';

/**
 * The runtimes of a host, one entry per name, sorted: configured ones replace stock ones, stock ones replace the ones
 * that are only on disk.
 *
 * A runtime that is only on disk is left out when the site policy denies it. A configured or stock entry stays, with
 * `permitted` false and its own `available`; the permitted set does not include it.
 */
export function mergeRuntimes(shims: readonly Shim[], world: World, answers = new KeptAnswers()): readonly Runtime[] {
  const { docker } = world;
  const named = namedRuntimes(docker.runtimes.runtimes);
  const pending = pendingRuntimes(docker);
  // A foreign Engine does not use the shims of this host.
  const usable = docker.foreign === undefined ? shims : [];
  const refused = refusedNames(docker, named).flatMap((name) =>
    answers.refused.answer(name, world, (seen) => describeRefused(name, named, seen)),
  );
  const taken = new Set([...named.keys(), ...[...pending, ...refused].map(({ name }) => name)]);
  const implicit = new Set(namesOf(answers.lists, usable));
  for (const name of taken) implicit.delete(name);
  const described = [...named.values(), ...pending].map((runtime) =>
    answers.named.answer(runtime.name, world, (seen) => describeNamed(runtime, named, seen)),
  );
  const describedImplicit = answers.implicitOf([...implicit], (name) =>
    answers.implicit.answer(name, world, (seen) => describeImplicit(name, named, seen)),
  );
  return inOrder(answers.lists, [...described, ...refused, ...describedImplicit]);
}

/** The names that lead to shims. */
const namesOf = itemByItem(({ runtime }: Shim) => (runtime === undefined ? [] : [runtime]));
const inOrder = keptInOrder(({ name }: Runtime) => name);

type Named = ReadonlyMap<string, DockerRuntime>;

const everything: Policy = { allow: [], deny: [] };

/** What the runc shim executes by default. */
const stockProgram = 'runc';

function namedRuntimes(runtimes: readonly DockerRuntime[]): Named {
  const stockFirst = [...runtimes].sort(
    (a, b) => Number(a.origin === 'configured') - Number(b.origin === 'configured'),
  );
  return new Map(stockFirst.map((runtime) => [runtime.name, runtime]));
}

/** Configured runtimes that the running Engine has not loaded; they show what the Engine does with their names now. */
function pendingRuntimes(docker: DockerFacts): DockerRuntime[] {
  return (docker.onDisk?.runtimes ?? []).filter(({ name }) => isPending(name, docker));
}

/** The runtimes in a file with which dockerd does not start, as far as it can be read. */
function refusedNames({ runtimes, onDisk }: DockerFacts, named: Named): readonly string[] {
  return (onDisk ?? runtimes).refusedRuntimes?.filter((name) => !named.has(name)) ?? [];
}

/** Such a name may still be the name of a shim, which needs no configuration. */
function describeRefused(name: string, named: Named, world: World): Runtime[] {
  const resolution = resolveForDocker(name, { ...world, policy: everything });
  if (resolution.unavailable?.reason !== 'docker-config-refused') return [];
  const { definedIn, permitted } = resolution;
  return [
    {
      ...common(resolution, named, world),
      origin: 'configured',
      permitted: permitted && !isDenied(name, world),
      ...defined({ definedIn }),
    },
  ];
}

/** A denied runtime is still described as the host has it: only `permitted` depends on the policy. */
function describeNamed(runtime: DockerRuntime, named: Named, world: World): Runtime {
  const { name, origin, runtimeType, options, definedIn } = runtime;
  const resolution = resolveForDocker(name, { ...world, policy: everything });
  const isOther = resolution.unavailable?.reason === 'config-unreadable';
  return defined({
    ...common(resolution, named, world),
    ...aboutProject(projectEntry(resolution.binary, ociRuntimePath(runtime, world.docker))),
    origin,
    permitted: resolution.permitted && !isDenied(name, world),
    ...(isOther ? {} : { runtimeType, options, ociRuntime: describeOciRuntime(runtime, world), definedIn }),
  });
}

/**
 * A name that leads to no file, or that this Docker refuses, is not a runtime of the host. A shim that containerd skips
 * stays: it was meant to work.
 */
function describeImplicit(name: string, named: Named, world: World): Runtime[] {
  const resolution = resolveForDocker(name, world);
  const isFound =
    resolution.verdict === 'implicit' || (resolution.verdict === 'unknown' && resolution.path !== undefined);
  if (!(isFound || isSkipped(resolution)) || resolution.permitted !== true) return [];
  const project = aboutProject(projectEntry(resolution.binary, undefined));
  return [{ ...common(resolution, named, world), ...project, origin: 'implicit', permitted: true }];
}

/** A directory of that name was probably not meant to be a shim. */
function isSkipped({ verdict, unavailable, attempts }: Resolution): boolean {
  const reason = unavailable?.reason;
  if (reason === 'search-path-unknown' || reason === 'not-visible')
    return attempts.some(({ outcome }) => skipped.has(outcome));
  return verdict === 'not-installed' && reason !== undefined && skipped.has(reason);
}

const skipped: ReadonlySet<string> = new Set(['not-executable', 'dangling-symlink']);

function resolveForDocker(name: string, world: World): Resolution {
  return resolveListed({ name, client: 'docker' }, world);
}

function common(resolution: Resolution, named: Named, world: World): Omit<Runtime, 'origin' | 'permitted'> {
  const { name, available, binary, path, unavailable, advice } = resolution;
  const found = defined({
    name,
    available,
    binary,
    path,
    unavailable,
    advice: advice.length === 0 ? undefined : advice,
  });
  return { ...found, aliases: aliasesOf(resolution, named, world), handlers: [] };
}

/**
 * The project that isolates the containers: the shim's, or the OCI runtime's where the runc shim executes another one.
 * Undefined when that program is not in the catalogue.
 */
function projectEntry(binary: string | undefined, ociPath: string | undefined): CatalogueEntry | undefined {
  const program = ociPath === undefined ? stockProgram : fileNameOf(ociPath);
  if (program !== stockProgram) return catalogueEntry(program);
  return binary === undefined ? undefined : catalogueEntry(binary);
}

function aboutProject(entry: CatalogueEntry | undefined): Partial<Runtime> {
  if (entry === undefined) return {};
  const { description, project, url, isolation } = entry;
  return { description, project, url, isolation };
}

/**
 * The other names of a shim are listed only with the entry of its canonical name: `runc` and configured names have
 * options that the other names lack. A name that has its own entry is not an alias.
 */
function aliasesOf({ name, binary, aliases }: Resolution, named: Named, { docker, policy }: World): string[] {
  if (binary === undefined || canonicalName(binary) !== name || !allows(policy, binary)) return [];
  const rules = dockerRules(docker.version);
  return aliases
    .filter((alias) => !named.has(alias) && checkPermission(alias, rules).permitted)
    .sort(compareCodePoints);
}
