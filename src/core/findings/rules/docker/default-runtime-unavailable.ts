import type { Rule } from '../../context.ts';
import { isUnknownDefault } from './default-not-available.ts';

/** A container that does not name a runtime gets the default; when that cannot start, almost nothing on the host can. */
export const defaultRuntimeUnavailable: Rule = {
  explainsRuntime: true,
  check(context) {
    const { defaultRuntime, observation } = context;
    const { name, available, refusal, unavailable, error, advice } = defaultRuntime;
    if (
      available !== false ||
      observation.docker.unreadConfig !== undefined ||
      refusal === 'policy-denied' ||
      !observation.docker.present
    )
      return [];
    if (unavailable?.reason === 'shim-untold' || isUnknownDefault(context)) return [];
    return [
      {
        severity: 'high',
        subject: name,
        message: `Default runtime "${name}" would not start: ${unavailable?.message ?? error ?? 'its files are not there'}`,
        advice: [...advice, { text: 'Or set "default-runtime" to a runtime that is available' }],
      },
    ];
  },
};
