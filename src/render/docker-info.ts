import type { EngineReading } from '../model/engine-view.ts';
import type { Inventory } from '../model/inventory.ts';
import { type DockerInfoRuntimes, dockerInfoRuntimes, withoutStatus } from './docker-info-runtimes.ts';
import { printable } from './printable.ts';

/** The body of the Engine's `GET /info`: what is named here is ours to fill, all else is the Engine's. */
export interface DockerInfo {
  readonly Runtimes: DockerInfoRuntimes;
  readonly Warnings: readonly string[];
  readonly [field: string]: unknown;
}

/**
 * The body of the Engine's `GET /info` with every runtime that is permitted and available.
 *
 * It is what the running Engine said last, with ours added; without one, as much as the docker CLI needs to print it
 * cleanly. The CLI prints `Warnings` as they are, one a line; findings of low severity are not worth its users' attention.
 */
export function renderDockerInfo(inventory: Inventory, engine: EngineReading = { state: 'absent' }): DockerInfo {
  const { body = minimalInfo(inventory) } = engine;
  return {
    ...body,
    Runtimes: dockerInfoRuntimes(inventory, body['Runtimes']),
    Warnings: [...strings(body['Warnings']), ...engineWarnings(engine), ...dockerInfoWarnings(inventory)],
  };
}

/** `info` as it is told below API version 1.44, whose runtimes have no `status`. */
export function renderOldDockerInfo(info: DockerInfo): DockerInfo {
  return { ...info, Runtimes: withoutStatus(info.Runtimes) };
}

/** `Warnings` of `GET /info`: a line each, safe to print, for findings of severity high and medium. */
export function dockerInfoWarnings({ findings }: Pick<Inventory, 'findings'>): string[] {
  return findings
    .filter(({ severity }) => severity !== 'low')
    .map(({ code, message }) => printable(`WARNING: shimdex: ${message} (${code})`));
}

/** A host without an Engine is nothing to warn of. */
function engineWarnings({ state, message = 'The Docker Engine does not answer' }: EngineReading): string[] {
  const consequence = consequences[state];
  return consequence === undefined ? [] : [printable(`WARNING: shimdex: ${message}; ${consequence} (docker-engine)`)];
}

const consequences: Readonly<Record<EngineReading['state'], string | undefined>> = {
  read: undefined,
  absent: undefined,
  stale: 'what it said last is shown',
  unreadable: 'what it would say is missing',
};

function minimalInfo({ host, defaultRuntime }: Inventory): Readonly<Record<string, unknown>> {
  return {
    Name: host.name ?? host.target,
    ServerVersion: host.docker.version,
    OSType: 'linux',
    DefaultRuntime: defaultRuntime,
    Swarm: { LocalNodeState: 'inactive' },
    ...limits,
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
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
