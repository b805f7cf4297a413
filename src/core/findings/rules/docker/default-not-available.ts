import type { Resolution } from '../../../../model/resolution.ts';
import type { Rule, RuleContext, RuleFinding } from '../../context.ts';

/**
 * Two bad defaults that the files alone do not show: a default that the running Engine itself does not know, which a
 * reload of 23 and 24 leaves behind, and a configured default that would not start when the Engine loads it.
 */
export const defaultNotAvailable: Rule = {
  explainsRuntime: true,
  check(context) {
    return [...unknownDefault(context), ...nextDefault(context)];
  },
};

/** Whether the default in effect is a name that the running Engine itself refuses. */
export function isUnknownDefault({ defaultRuntime, observation }: RuleContext): boolean {
  const { refusal } = defaultRuntime;
  return observation.engine !== undefined && refusal !== undefined && refusal !== 'policy-denied';
}

function unknownDefault(context: RuleContext): RuleFinding[] {
  const { defaultRuntime } = context;
  if (!isUnknownDefault(context)) return [];
  const message = `The default runtime of the running Engine is "${defaultRuntime.name}", which the Engine does not know: ${whyOf(defaultRuntime)}`;
  return [
    found(defaultRuntime, message, 'Configure the runtime, or set another "default-runtime", and restart dockerd'),
  ];
}

/** A default that is already in effect is reported by `default-runtime-unavailable`. */
function nextDefault({ nextDefault: next, defaultRuntime: now }: RuleContext): RuleFinding[] {
  if (next?.available !== false || next.refusal === 'policy-denied') return [];
  if (next.name === now.name && now.available === false) return [];
  const message = `After dockerd loads its configuration, the default is "${next.name}", which would not start: ${whyOf(next)}`;
  const otherwise = { text: 'Or set another "default-runtime", before dockerd is reloaded' };
  return [found(next, message, [...next.advice, otherwise])];
}

function whyOf({ unavailable, error }: Resolution): string {
  return unavailable?.message ?? error ?? 'its files are not there';
}

function found({ name }: Resolution, message: string, advice: RuleFinding['advice']): RuleFinding {
  return { severity: 'high', subject: name, message, advice };
}
