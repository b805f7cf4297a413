import type { Inventory } from '../model/inventory.ts';
import type { Runtime } from '../model/runtime.ts';
import { printable } from './printable.ts';

/** A runtime as the Engine's `GET /info` tells it; a `runtimeType` alone is shown as nothing since 25. */
export interface DockerInfoRuntime {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
}

/** As much of the Engine's `GET /info` as the docker CLI needs to print it cleanly, and the `Runtimes` we know of. */
export interface DockerInfo {
  readonly Name: string;
  readonly ServerVersion: string;
  readonly OSType: 'linux';
  readonly DefaultRuntime: string;
  readonly Runtimes: Readonly<Record<string, DockerInfoRuntime>>;
  readonly Swarm: { readonly LocalNodeState: 'inactive' };
  readonly Warnings: readonly string[];
  readonly [limit: string]: unknown;
}

/**
 * The body of the Engine's `GET /info` with every runtime that is permitted and available.
 *
 * The CLI prints `Warnings` as they are, one a line; findings of low severity are not worth its users' attention.
 */
export function renderDockerInfo(inventory: Inventory): DockerInfo {
  const { host, defaultRuntime } = inventory;
  return {
    Name: host.target,
    ServerVersion: host.docker.version,
    OSType: 'linux',
    DefaultRuntime: defaultRuntime,
    Runtimes: dockerInfoRuntimes(inventory),
    Swarm: { LocalNodeState: 'inactive' },
    Warnings: dockerInfoWarnings(inventory),
    ...limits,
  };
}

/** `Runtimes` of `GET /info`. Names are the host's: one called `__proto__` is a member like any other. */
export function dockerInfoRuntimes({ runtimes }: Pick<Inventory, 'runtimes'>): DockerInfo['Runtimes'] {
  const usable = runtimes.filter(({ permitted, available }) => permitted && available);
  return Object.fromEntries(usable.map((runtime) => [runtime.name, describe(runtime)]));
}

/** `Warnings` of `GET /info`: a line each, safe to print, for findings of severity high and medium. */
export function dockerInfoWarnings({ findings }: Pick<Inventory, 'findings'>): string[] {
  return findings
    .filter(({ severity }) => severity !== 'low')
    .map(({ code, message }) => printable(`WARNING: shimdex: ${message} (${code})`));
}

function describe({ ociRuntime }: Runtime): DockerInfoRuntime {
  if (ociRuntime === undefined) return {};
  const { path, args } = ociRuntime;
  return { path, ...(args.length === 0 ? {} : { runtimeArgs: args }) };
}

/** The CLI up to 20.10 warns of each of these that is not true. */
const limits: Readonly<Record<string, true>> = {
  MemoryLimit: true,
  SwapLimit: true,
  OomKillDisable: true,
  CpuCfsQuota: true,
  CpuCfsPeriod: true,
  CPUShares: true,
  CPUSet: true,
  IPv4Forwarding: true,
  BridgeNfIptables: true,
  BridgeNfIp6tables: true,
};
