import type { Plan, PlannedContainer, PlanOutcome } from '../../model/plan.ts';
import { lostContainers, type Planned } from './lost.ts';

/** Outcomes in the order in which they are shown, the ones that need somebody first. */
export const outcomesWorstFirst: readonly PlanOutcome[] = ['killed', 'unmanaged', 'unknown', 'removed', 'kept'];

/** The plan in one sentence. */
export function summaryOf({ action, containers, unread }: Planned & Pick<Plan, 'action'>): string {
  const subject = action === 'restart' ? 'A restart of containerd' : 'The upgrade of containerd';
  if (unread !== undefined && containers.length === 0) return `What ${lower(subject)} does to containers is not known`;
  const rest = unread === undefined ? '' : '; there may be more containers';
  if (containers.length === 0) return `${subject} affects no container${rest}`;
  const lost = lostContainers({ containers }).length;
  const all = counted(containers.length);
  if (lost === 0 && containers.every(({ outcome }) => outcome === 'kept')) return `${subject} keeps ${all}${rest}`;
  const verb = lost === 0 ? 'loses none' : `loses ${lost}`;
  return `${subject} ${verb} of ${all}: ${outcomeCounts(containers)}${rest}`;
}

function outcomeCounts(containers: readonly PlannedContainer[]): string {
  const counts = outcomesWorstFirst.flatMap((outcome) => {
    const count = containers.filter((each) => each.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${words[outcome]}`];
  });
  return counts.join(', ');
}

const words: Readonly<Record<PlanOutcome, string>> = {
  killed: 'killed',
  unmanaged: 'unmanaged',
  unknown: 'not known',
  removed: 'ended already',
  kept: 'kept',
};

function counted(count: number): string {
  return count === 1 ? '1 container' : `${count} containers`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
