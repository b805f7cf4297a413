import type { Rule, RuleFinding } from '../../context.ts';
import { missingPreflight, preflightAdvice } from '../../default-preflight.ts';
import { configAdvice, configSubject } from './docker-config-refused.ts';

/** The Engine runs with its old configuration and would not start again, which nobody notices until the next restart. */
export const nextStartFails: Rule = {
  check(context) {
    const { docker } = context.observation;
    if (docker.drift === undefined) return [];
    const error = docker.onDisk?.error;
    if (error !== undefined) return [found(configSubject(docker, error), error.message, configAdvice(docker, error))];
    const missing = missingPreflight(context.nextDefault);
    return missing === undefined ? [] : [found(docker.configFile, missing, preflightAdvice)];
  },
};

function found(subject: string, message: string, advice: RuleFinding['advice']): RuleFinding {
  return {
    severity: 'high',
    subject,
    message: `The running dockerd would not start again: ${message}`,
    advice,
  };
}
