import type { EngineReading } from '../../model/docker/engine-view.ts';
import type { Finding } from '../../model/inventory/finding.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { printable } from '../text/printable.ts';
import { engineTrouble } from './engine-trouble.ts';
import { type DockerInfoRuntimes, dockerInfoRuntimes, withoutStatus } from './info-runtimes.ts';

/** The body of the Engine's `GET /info`: we fill the members named here, the Engine all others. */
interface DockerInfo {
  readonly Runtimes: DockerInfoRuntimes;
  readonly Warnings: readonly string[];
  readonly [field: string]: unknown;
}

/**
 * The body of the Engine's `GET /info` with every runtime that is permitted and available.
 *
 * It is the running Engine's last answer with our runtimes added; without an Engine, the members that the docker CLI needs
 * to print it cleanly. The CLI prints each of `Warnings` on a line; only findings of severity high are among them.
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

/** `info` in the format of API versions below 1.44, whose runtimes have no `status`. */
export function renderOldDockerInfo(info: DockerInfo): DockerInfo {
  return { ...info, Runtimes: withoutStatus(info.Runtimes) };
}

/**
 * The CLI rejects the answer when an option does not consist of keys and values, such as a profile with a comma in its
 * path.
 * Source: moby `api/types/system/security_opts.go`, `DecodeSecurityOptions`.
 */
function isReadableOption(option: string): boolean {
  return !option.includes('=') || option.split(',').every((part) => /^[^=]+=./s.test(part));
}

/** Whether a finding is about the Engine itself: `trouble` reports that from a newer answer. */
function isOfEngine({ code, subject }: Finding): boolean {
  return subject === 'docker-engine' && (code === 'source-stale' || code === 'source-unreadable');
}

/** `Warnings` of `GET /info`: one line, safe to print, for each finding of severity high. */
function dockerInfoWarnings(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity === 'high')
    .map(({ code, message }) => printable(`WARNING: shimdex: ${message} (${code})`));
}

/** A warning of the Engine may have several lines. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function minimalInfo({ host, defaultRuntime }: Inventory): Readonly<Record<string, unknown>> {
  return {
    Name: host.name ?? host.target,
    ServerVersion: host.docker.version,
    OSType: 'linux',
    DefaultRuntime: defaultRuntime,
    ...(host.docker.versionSource === 'assumed' ? { Labels: ['io.shimdex.versionSource=assumed'] } : {}),
    Swarm: { LocalNodeState: 'inactive' },
    ...limits,
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Constants that nobody read: the CLI up to 20.10 warns if one of these is not true. */
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
