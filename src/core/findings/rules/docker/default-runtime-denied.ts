import { policyChange } from '../../../advice/site-policy.ts';
import type { Rule } from '../../context.ts';

/** Only shimdex knows the site policy: dockerd keeps using its default. */
export const defaultRuntimeDenied: Rule = {
  check({ defaultRuntime, observation, world }) {
    if (defaultRuntime.refusal !== 'policy-denied' || !observation.docker.present) return [];
    return [
      {
        severity: 'medium',
        subject: defaultRuntime.name,
        message: `Default runtime "${defaultRuntime.name}" is denied by the site policy, but Docker uses it for every container that does not name a runtime`,
        advice: `Set "default-runtime" to a runtime that the policy allows, or ${policyChange(defaultRuntime.name, world)}`,
      },
    ];
  },
};
