import type { Finding } from '../../model/finding.ts';
import type { RuleContext } from '../rule-context.ts';

/** A container that names no runtime gets the default; where that cannot start, next to nothing on the host can. */
export function defaultRuntimeUnavailable({ defaultRuntime, observation }: RuleContext): Finding[] {
  const { name, available, refusal, unavailable, error } = defaultRuntime;
  if (available || refusal === 'policy-denied' || !observation.docker.present) return [];
  return [
    {
      code: 'default-runtime-unavailable',
      severity: 'high',
      subject: name,
      message: `Default runtime "${name}" would not start: ${unavailable?.message ?? error ?? 'its files are not there'}`,
      advice: 'Install what it needs, or set "default-runtime" to a runtime that is available',
    },
  ];
}
