import type { FleetRuntime, FleetShare, FleetSummary } from '../model/fleet.ts';
import type { PrometheusSeries } from '../model/prometheus.ts';
import { compareCodePoints, sortedByCodePoint } from './code-points.ts';
import { silentInstances } from './fleet-hosts.ts';

/** The figure that a question for one number was answered with; where there was nothing to count, there is no series. */
export function figureOf(series: readonly PrometheusSeries[]): number {
  return series[0]?.value ?? 0;
}

/** How many hosts are silent for which reason; a host counts once. */
export function countSilent(series: readonly PrometheusSeries[]): FleetSummary['silent'] {
  const counts = { unreachable: 0, gone: 0, 'not-looking': 0 };
  for (const [reason] of silentInstances(series).values()) counts[reason] += 1;
  return counts;
}

/** Every runtime with the hosts that know it and those that can start it, by name. */
export function fleetRuntimes(
  known: readonly PrometheusSeries[],
  available: readonly PrometheusSeries[],
): readonly FleetRuntime[] {
  const can = new Map(available.map(({ labels, value }) => [labels['runtime'] ?? '', value]));
  const runtimes = known.map(({ labels, value }): FleetRuntime => {
    const runtime = labels['runtime'] ?? '';
    return { runtime, can: can.get(runtime) ?? 0, known: value };
  });
  return sortedByCodePoint(runtimes, ({ runtime }) => runtime);
}

/** Counts of hosts as shares, the greatest first; a version that is empty is one that nobody knows. */
export function fleetShares(series: readonly PrometheusSeries[], versionLabel: string): readonly FleetShare[] {
  const shares = series.map(({ labels, value }): FleetShare => {
    const { [versionLabel]: version, binary, sha256 } = labels;
    return {
      ...(binary ? { binary } : {}),
      ...(version ? { version } : {}),
      ...(sha256 ? { sha256 } : {}),
      hosts: value,
    };
  });
  return shares.sort((a, b) => b.hosts - a.hosts || compareCodePoints(JSON.stringify(a), JSON.stringify(b)));
}
