import type { Inventory } from '../../model/inventory.ts';
import type { Runtime } from '../../model/runtime.ts';

/** A runtime as the Engine's `GET /info` tells it; a `runtimeType` alone is shown as nothing since 25. */
export interface DockerInfoRuntime {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  /** What is known of it, by reversed domain; the CLI wants nothing but strings here. */
  readonly status?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** `Runtimes` of `GET /info`, by name. */
export type DockerInfoRuntimes = Readonly<Record<string, DockerInfoRuntime>>;

/**
 * `Runtimes` of `GET /info`: those of the Engine, none left out, and ours that are permitted and available.
 *
 * What the Engine says of one wins; what we know of it is added under `status`, where the Engine itself puts the
 * features of the OCI runtime (moby `daemon/info_unix.go`). Names are the host's: `__proto__` is one like any other.
 */
export function dockerInfoRuntimes({ runtimes }: Pick<Inventory, 'runtimes'>, ofEngine: unknown): DockerInfoRuntimes {
  const merged = new Map<string, DockerInfoRuntime>(isObject(ofEngine) ? Object.entries(ofEngine).map(readable) : []);
  for (const runtime of runtimes) {
    const known = merged.get(runtime.name);
    if (known !== undefined || (runtime.permitted && runtime.available)) {
      merged.set(runtime.name, describe(runtime, known));
    }
  }
  return Object.fromEntries(merged);
}

/** The same runtimes as they are told below API version 1.44. */
export function withoutStatus(runtimes: DockerInfoRuntimes): DockerInfoRuntimes {
  return Object.fromEntries(Object.entries(runtimes).map(([name, { status: _, ...rest }]) => [name, rest]));
}

/** The CLI gives up on the whole answer when one of these is anything but an object. */
function readable([name, told]: [string, unknown]): [string, DockerInfoRuntime] {
  return [name, isObject(told) ? told : {}];
}

function describe(runtime: Runtime, ofEngine: DockerInfoRuntime = configured(runtime)): DockerInfoRuntime {
  const { status } = ofEngine;
  return { ...ofEngine, status: { ...(isObject(status) ? status : {}), ...ourStatus(runtime) } };
}

function configured({ ociRuntime }: Runtime): DockerInfoRuntime {
  if (ociRuntime === undefined) return {};
  const { path, args } = ociRuntime;
  return { path, ...(args.length === 0 ? {} : { runtimeArgs: args }) };
}

function ourStatus(runtime: Runtime): Readonly<Record<string, string>> {
  const facts = {
    origin: runtime.origin,
    available: String(runtime.available),
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
  const told = Object.entries(facts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return Object.fromEntries(told.map(([key, value]) => [`io.shimdex.${key}`, value]));
}

/** Whether a value of foreign JSON is an object with members. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
