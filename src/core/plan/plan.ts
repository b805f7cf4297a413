import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import { oncePerDetail } from '../../model/once-per.ts';
import type { Plan, PlannedContainer } from '../../model/plan.ts';
import { compareCodePoints } from '../code-points.ts';
import { refusalOf } from '../containerd/config/refusal.ts';
import { adviseOnRefusal } from '../cri/advice/on-refusal.ts';
import { loadRules } from '../forecast/release.ts';
import { supportedUpgrade } from '../forecast/upgrade-path.ts';
import { adviseOnPlan } from './advise.ts';
import { plannedContainer, type Subject } from './planned.ts';
import { shutdownOf } from './shutdown.ts';
import { outcomesWorstFirst, summaryOf } from './summary.ts';

/** The containers that run, and why they are not known, or not all of them. */
export interface Running {
  readonly subjects: readonly Subject[];
  readonly unread?: string;
}

/**
 * What a restart of containerd does to the containers that run, sorted with the lost ones first. It starts the file that
 * is on disk now, which may be another release than the one that runs.
 */
export function planRestart(
  { subjects, unread }: Running,
  {
    containerd,
    containerdConfig,
    docker,
    services,
  }: Pick<HostFacts, 'containerd' | 'containerdConfig' | 'docker' | 'services'>,
): Plan {
  const to = versionAfterwards(containerd);
  const shutdown = shutdownOf(defined({ services, docker }));
  const restart = {
    version: to,
    rules: loadRules(to),
    shutdown,
    dockerNamespace: docker.containerdNamespace ?? 'moby',
  };
  const detail = JSON.stringify(restart);
  const containers = subjects.map((each) => planned(each, detail, restart)).sort(compareContainers);
  const refused = containerd.version === to ? refusedConfig(containerdConfig) : undefined;
  const runs = containerd.pid !== undefined;
  const onRefusal =
    refused === undefined ? [] : adviseOnRefusal(refused.outcome, { config: refused.config, containerd });
  const advice = [
    ...onRefusal,
    ...adviseOnPlan(
      { containers, unread },
      defined({ subjects, docker, unit: services?.containerd?.unit, os: containerd.os }),
    ),
  ];
  const version = containerd.versionSource === 'assumed' ? undefined : containerd.version;
  return defined({
    action: 'restart' as const,
    runs,
    from: runs ? version : undefined,
    to: version === undefined && containerd.installed?.version === undefined ? undefined : to,
    ...changeOf(version, to),
    unread,
    containers,
    units: shutdown.units.map((each) => ({ ...each })),
    advice,
    summary: `${summaryOf({ action: 'restart', containers, unread })}${refused === undefined ? '' : notAgain}`,
  });
}

const notAgain = '; containerd would not start again with its configuration as it is now';

/** The configuration with which the next containerd would not start, and how it would end; undefined where that is not certain. */
function refusedConfig(config: HostFacts['containerdConfig']) {
  const outcome = refusalOf(config);
  const isCertain = config?.fault?.acceptedBy === undefined;
  return config !== undefined && outcome !== undefined && isCertain ? { config, outcome } : undefined;
}

/** The same object as long as the same happens to the same container. */
const planned = oncePerDetail(plannedContainer);

/** Version of the containerd that a restart starts; the one that runs where the file's is not known. */
export function versionAfterwards({ installed, version, versionSource }: ContainerdFacts): string {
  return versionSource === 'given' ? version : (installed?.version ?? version);
}

/** Whether the change of release is supported; null where a version is not known. */
export function changeOf(from: string | undefined, to: string): Pick<Plan, 'supported' | 'message'> {
  const path = from === undefined ? undefined : supportedUpgrade(from, to);
  return defined({ supported: path?.supported ?? null, message: path?.message });
}

function compareContainers(one: PlannedContainer, other: PlannedContainer): number {
  return (
    outcomesWorstFirst.indexOf(one.outcome) - outcomesWorstFirst.indexOf(other.outcome) ||
    compareCodePoints(one.namespace, other.namespace) ||
    compareCodePoints(one.id, other.id)
  );
}
