import type { PlannedContainer, PlanOutcome } from '../../model/plan.ts';

/** The containers of a plan, and why they may not be all. */
export interface Planned {
  readonly containers: readonly PlannedContainer[];
  readonly unread?: string | undefined;
}

const lostOutcomes: ReadonlySet<PlanOutcome> = new Set(['killed', 'unmanaged']);

/** Containers that run now, and that containerd does not have any more afterwards. */
export function lostContainers({ containers }: Planned): readonly PlannedContainer[] {
  return containers.filter(({ outcome }) => lostOutcomes.has(outcome));
}

/** Something that decides about a container, or the list of containers itself, is not known. */
export function isUncertain({ containers, unread }: Planned): boolean {
  return unread !== undefined || containers.some(({ outcome }) => outcome === 'unknown');
}
