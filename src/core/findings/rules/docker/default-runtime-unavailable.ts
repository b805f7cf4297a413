import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';
import { isUnknownDefault } from './default-not-available.ts';

/** A container that names no runtime gets the default; where that cannot start, next to nothing on the host can. */
export function defaultRuntimeUnavailable(context: RuleContext): Finding[] {
  const { defaultRuntime, observation } = context;
  const { name, available, refusal, unavailable, error } = defaultRuntime;
  if (available || refusal === 'policy-denied' || !observation.docker.present) return [];
  if (unavailable?.reason === 'shim-untold' || isUnknownDefault(context)) return [];
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
