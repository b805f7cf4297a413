import type { FleetRuntime, FleetShare, FleetSummary } from '../../model/fleet.ts';
import type { PrometheusSeries } from '../../model/prometheus.ts';
import { compareCodePoints, sortedByCodePoint } from '../code-points.ts';
import { instanceOf, knownOf, type Presence, silentHosts } from './hosts.ts';

/** How many of some hosts are in an answer; two jobs may report the same host. */
export function countAmong(instances: ReadonlySet<string>, series: readonly PrometheusSeries[]): number {
  return new Set(series.map(instanceOf).filter((instance) => instances.has(instance))).size;
}

/** How many hosts are silent for which reason. */
export function countSilent(presence: Presence): FleetSummary['silent'] {
  const counts = { unreachable: 0, gone: 0, 'not-looking': 0 };
  for (const [reason] of silentHosts(presence)) counts[reason] += 1;
  return counts;
}

/** Every runtime, by name, with how many hosts know it and how many can start it; `available` is a label here. */
export function fleetRuntimes(counted: readonly PrometheusSeries[]): readonly FleetRuntime[] {
  const runtimes = new Map<string, FleetRuntime>();
  for (const { labels, value } of counted) {
    const { runtime = '', available } = labels;
    const { can, known } = runtimes.get(runtime) ?? { can: 0, known: 0 };
    runtimes.set(runtime, { runtime, can: can + (available === '1' ? value : 0), known: known + value });
  }
  return sortedByCodePoint([...runtimes.values()], ({ runtime }) => runtime);
}

/** Counted hosts as shares of the versions in one label, the greatest first. */
export function versionShares(counted: readonly PrometheusSeries[], label: string): readonly FleetShare[] {
  return fleetShares(counted.map(({ labels, value }) => ({ ...knownOf({ version: labels[label] }), hosts: value })));
}

/** The shims of some hosts as shares, the greatest first. */
export function shimShares(instances: ReadonlySet<string>, shims: readonly PrometheusSeries[]): readonly FleetShare[] {
  const reported = shims.filter((series) => instances.has(instanceOf(series)));
  return fleetShares(
    reported.map(({ labels: { binary, version, sha256 } }) => ({ ...knownOf({ binary, version, sha256 }), hosts: 1 })),
  );
}

function fleetShares(shares: readonly FleetShare[]): readonly FleetShare[] {
  const sums = new Map<string, FleetShare>();
  for (const { hosts, ...what } of shares) {
    const key = JSON.stringify(what);
    sums.set(key, { ...what, hosts: hosts + (sums.get(key)?.hosts ?? 0) });
  }
  return [...sums]
    .sort(([aKey, a], [bKey, b]) => b.hosts - a.hosts || compareCodePoints(aKey, bKey))
    .map(([, it]) => it);
}
