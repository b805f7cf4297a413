import type { PlannedContainer } from '../../../../model/plan.ts';
import { lostContainers } from '../../../plan/lost.ts';
import { isAtLeast, parseVersion } from '../../../version.ts';
import type { Rule, RuleContext } from '../../context.ts';

/**
 * containerd 1.x does not read the addresses that 2.x writes, treats every shim as dead, and kills its containers.
 *
 * Source: containerd 1.7 `runtime/v2/shim_load.go`, which reads `address` only.
 */
export const downgradeKillsContainers: Rule = {
  appliesToForeign: true,
  check(context) {
    const { installed } = context.observation.containerd;
    const { from, to } = context.plan;
    const lost = lostByDowngrade(context);
    if (lost.length === 0 || installed === undefined) return [];
    const count = lost.length === 1 ? '1 container' : `${lost.length} containers`;
    return [
      {
        severity: 'high',
        subject: installed.path,
        message: `containerd ${from} runs and "${installed.path}" is ${to}: a restart kills ${count}, because ${to} does not find the shims of ${from}`,
        advice: [
          { text: `Install containerd ${from} or later again BEFORE the restart` },
          { text: 'Or move all work to another host first', command: 'shimdex plan restart' },
        ],
      },
    ];
  },
};

/** The containers that are killed because an older major release starts. */
export function lostByDowngrade({ plan }: Pick<RuleContext, 'plan'>): readonly PlannedContainer[] {
  const [from, to] = [plan.from, plan.to].map((version) => (version === undefined ? undefined : parseVersion(version)));
  if (from === undefined || to === undefined || !isAtLeast(from, 2) || isAtLeast(to, 2)) return [];
  return lostContainers(plan).filter(({ reason }) => reason === 'no-address');
}
