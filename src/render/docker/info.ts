import type { EngineReading } from '../../model/engine-view.ts';
import type { Finding } from '../../model/finding.ts';
import type { Inventory } from '../../model/inventory.ts';
import { printable } from '../text/printable.ts';
import { engineTrouble } from './engine-trouble.ts';
import { type DockerInfoRuntimes, dockerInfoRuntimes, withoutStatus } from './info-runtimes.ts';

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
  const trouble = engineTrouble(engine);
  const ours = trouble === undefined ? [] : [`WARNING: shimdex: ${trouble} (docker-engine)`];
  const findings = inventory.findings.filter((finding) => !isOfEngine(finding));
  const options = strings(body['SecurityOptions']);
  const unreadable = options.filter((option) => !isReadableOption(option));
  return {
    ...body,
    ...(unreadable.length === 0 ? {} : { SecurityOptions: options.filter(isReadableOption) }),
    Runtimes: dockerInfoRuntimes(inventory, body['Runtimes']),
    Warnings: [
      ...strings(body['Warnings']).map(printableLines),
      ...ours,
      ...unreadable.map((option) => printable(`WARNING: shimdex: No client can read security option "${option}"`)),
      ...dockerInfoWarnings(findings),
    ],
  };
}

/** `info` as it is told below API version 1.44, whose runtimes have no `status`. */
export function renderOldDockerInfo(info: DockerInfo): DockerInfo {
  return { ...info, Runtimes: withoutStatus(info.Runtimes) };
}

/**
 * The CLI gives up on the answer where one is not of keys and values, as that of a profile with a comma in its path.
 * Source: moby `api/types/system/security_opts.go`, `DecodeSecurityOptions`.
 */
function isReadableOption(option: string): boolean {
  return !option.includes('=') || option.split(',').every((part) => /^[^=]+=./s.test(part));
}

/** That the Engine cannot be read: `trouble` tells it, from an answer that is newer. */
function isOfEngine({ code, subject }: Finding): boolean {
  return subject === 'docker-engine' && (code === 'source-stale' || code === 'source-unreadable');
}

/** `Warnings` of `GET /info`: a line each, safe to print, for findings of severity high and medium. */
function dockerInfoWarnings(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity !== 'low')
    .map(({ code, message }) => printable(`WARNING: shimdex: ${message} (${code})`));
}

/** The Engine itself may write a warning on several lines. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

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
