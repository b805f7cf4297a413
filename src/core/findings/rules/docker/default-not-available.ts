import type { Finding } from '../../../../model/finding.ts';
import type { Resolution } from '../../../../model/resolution.ts';
import type { RuleContext } from '../../context.ts';

/**
 * Two defaults that no look at the files alone finds: one that the running Engine has and does not know, which a reload
 * of 23 and 24 leaves behind, and one that the configuration names, which would not start once it is in force.
 */
export function defaultNotAvailable(context: RuleContext): Finding[] {
  return [...unknownDefault(context), ...nextDefault(context)];
}

/** Tells whether the default in force is a name that the running Engine itself refuses. */
export function isUnknownDefault({ defaultRuntime, observation }: RuleContext): boolean {
  const { refusal } = defaultRuntime;
  return observation.engine !== undefined && refusal !== undefined && refusal !== 'policy-denied';
}

function unknownDefault(context: RuleContext): Finding[] {
  const { defaultRuntime } = context;
  if (!isUnknownDefault(context)) return [];
  const message = `The running Engine has the default runtime "${defaultRuntime.name}" and does not know it: ${whyOf(defaultRuntime)}`;
  return [
    found(defaultRuntime, message, 'Configure the runtime, or set another "default-runtime", and restart dockerd'),
  ];
}

/** One that is in force already is told by `default-runtime-unavailable`. */
function nextDefault({ nextDefault: next, defaultRuntime: now }: RuleContext): Finding[] {
  if (next === undefined || next.available || next.refusal === 'policy-denied') return [];
  if (next.name === now.name && !now.available) return [];
  const message = `Once dockerd takes its configuration on, the default is "${next.name}", which would not start: ${whyOf(next)}`;
  return [found(next, message, 'Install what it needs, or set another "default-runtime", before dockerd is reloaded')];
}

function whyOf({ unavailable, error }: Resolution): string {
  return unavailable?.message ?? error ?? 'its files are not there';
}

function found({ name }: Resolution, message: string, advice: string): Finding {
  return { code: 'default-not-available', severity: 'high', subject: name, message, advice };
}
