import { defined } from '../../model/defined.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import { isObject } from '../../model/json-object.ts';

/** A runtime in the Engine's `GET /info`; since 25 a runtime with only a `runtimeType` is an empty object. */
interface DockerInfoRuntime {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  /** Further facts by reversed domain; the CLI accepts only strings here. */
  readonly status?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** `Runtimes` of `GET /info`, by name. */
export type DockerInfoRuntimes = Readonly<Record<string, DockerInfoRuntime>>;

/**
 * `Runtimes` of `GET /info`: all of the Engine's runtimes, and our permitted and available ones.
 *
 * An Engine that is not a process of this host has its own runtimes only, whose files cannot be seen.
 * The Engine's data is unchanged; ours is added under `status`, where the Engine puts the features of the OCI runtime (moby
 * `daemon/info_unix.go`). Names are the host's: `__proto__` is a valid one.
 */
export function dockerInfoRuntimes(
  { runtimes, host }: Pick<Inventory, 'runtimes' | 'host'>,
  ofEngine: unknown,
): DockerInfoRuntimes {
  const isForeign = host.docker.engine?.foreign !== undefined;
  const merged = new Map<string, DockerInfoRuntime>(isObject(ofEngine) ? Object.entries(ofEngine).map(readable) : []);
  for (const runtime of runtimes) {
    const known = merged.get(runtime.name);
    if (known !== undefined || (runtime.permitted && (runtime.available || isForeign)) || isUnnamed(runtime)) {
      merged.set(runtime.name, describe(runtime, known));
    }
  }
  return Object.fromEntries(merged);
}

/** dockerd lists a runtime with the empty name, although no client can ask for it. */
function isUnnamed({ name, origin }: Runtime): boolean {
  return name === '' && origin === 'configured';
}

/** The same runtimes in the format of API versions below 1.44. */
export function withoutStatus(runtimes: DockerInfoRuntimes): DockerInfoRuntimes {
  return Object.fromEntries(Object.entries(runtimes).map(([name, { status: _, ...rest }]) => [name, rest]));
}

/** The CLI rejects the whole answer when one of these is not an object. */
function readable([name, value]: [string, unknown]): [string, DockerInfoRuntime] {
  return [name, isObject(value) ? value : {}];
}

function describe(runtime: Runtime, ofEngine: DockerInfoRuntime = configured(runtime)): DockerInfoRuntime {
  const { status } = ofEngine;
  return { ...ofEngine, status: { ...(isObject(status) ? status : {}), ...ourStatus(runtime) } };
}

function configured({ ociRuntime }: Runtime): DockerInfoRuntime {
  if (ociRuntime === undefined) return {};
  const { path, args } = ociRuntime;
  return defined({ path, runtimeArgs: args.length === 0 ? undefined : args });
}

function ourStatus(runtime: Runtime): Readonly<Record<string, string>> {
  const facts = {
    origin: runtime.origin,
    available: String(runtime.available ?? 'unknown'),
    binary: runtime.binary,
    path: runtime.path,
    runtimeType: runtime.runtimeType,
    ociRuntime: runtime.ociRuntime?.resolvedPath,
    unavailable: runtime.unavailable?.message,
    version: runtime.version,
    description: runtime.description,
    project: runtime.project,
    url: runtime.url,
    isolation: runtime.isolation,
  };
  const known = Object.entries(facts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return Object.fromEntries(known.map(([key, value]) => [`io.shimdex.${key}`, value]));
}
