import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';

/** The site policy is ours: dockerd does not know it, and goes on using its default. */
export function defaultRuntimeDenied({ defaultRuntime, observation }: RuleContext): Finding[] {
  if (defaultRuntime.refusal !== 'policy-denied' || !observation.docker.present) return [];
  return [
    {
      code: 'default-runtime-denied',
      severity: 'medium',
      subject: defaultRuntime.name,
      message: `Default runtime "${defaultRuntime.name}" is denied by the site policy, but Docker uses it for every container that names no runtime`,
      advice: 'Set "default-runtime" to a runtime that the policy allows, or allow this one with --allow',
    },
  ];
}
