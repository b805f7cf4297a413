import { defined } from '../../../../model/defined.ts';
import type { PlannedContainer } from '../../../../model/plan.ts';
import { adviseOnReason, shimOf } from '../../../plan/advise.ts';
import { lostContainers } from '../../../plan/lost.ts';
import type { Rule, RuleContext } from '../../context.ts';
import { lostByDowngrade } from './downgrade-kills-containers.ts';

/** A restart of containerd, or of the host's services in an update, would lose containers that run. */
export const restartLosesContainers: Rule = {
  appliesToForeign: true,
  check(context) {
    const explained = new Set(lostByDowngrade(context));
    const lost = lostContainers(context.plan).filter((each) => !explained.has(each));
    return [...groups(lost, context).values()].map((group) => ({
      severity: 'high',
      subject: subjectOf(group, context),
      message: messageOf(group),
      advice: adviceFor(group, context),
    }));
  },
};

type Group = readonly [PlannedContainer, ...PlannedContainer[]];

/** One finding for each reason, and for each shim that it is about. */
function groups(lost: readonly PlannedContainer[], context: RuleContext): ReadonlyMap<string, Group> {
  const found = new Map<string, Group>();
  for (const each of lost) {
    const key = `${each.outcome} ${each.reason} ${subjectOf([each], context)}`;
    const [first, ...others] = found.get(key) ?? [each];
    found.set(key, first === each ? [each] : [first, ...others, each]);
  }
  return found;
}

/** The shim, the unit that decides, or the container itself. */
function subjectOf([first]: Group, { running, observation: { services } }: RuleContext): string {
  const { reason, namespace, id } = first;
  if (reason === 'systemd-kills-shim') return services?.containerd?.unit ?? 'containerd.service';
  if (reason === 'docker-stops') return services?.dockerd?.unit ?? 'docker.service';
  if (reason !== 'shim-file-missing') return `${namespace}/${id}`;
  return shimOf(first, running.subjects) ?? `${namespace}/${id}`;
}

function messageOf(group: Group): string {
  const [{ message, outcome }] = group;
  const names = group.map(({ namespace, id, name }) => `${namespace}/${name ?? id}`);
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  const verb = outcome === 'killed' ? 'kills' : 'loses';
  return `A restart of containerd ${verb} ${shown}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function adviceFor(group: Group, { observation, running }: RuleContext) {
  const { containerd, docker, services } = observation;
  const unit = services?.containerd?.unit;
  const facts = defined({ subjects: running.subjects, docker, unit, os: containerd.os });
  const advice = adviseOnReason(group[0].reason, group, facts);
  return [...advice, { text: 'See all containers', command: 'shimdex plan restart' }];
}
