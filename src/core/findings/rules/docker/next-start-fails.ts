import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';
import { missingPreflight, preflightAdvice } from '../../default-preflight.ts';
import { configAdvice, configSubject } from './docker-config-refused.ts';

/** The Engine runs with what it had, and would not come up again: what is found out with the next restart at night. */
export function nextStartFails(context: RuleContext): Finding[] {
  const { docker } = context.observation;
  if (docker.drift === undefined) return [];
  const error = docker.onDisk?.error;
  if (error !== undefined) return [found(configSubject(docker, error), error.message, configAdvice(error))];
  const missing = missingPreflight(context.nextDefault);
  return missing === undefined ? [] : [found(docker.configFile, missing, preflightAdvice)];
}

function found(subject: string, message: string, advice: string): Finding {
  return {
    code: 'next-start-fails',
    severity: 'high',
    subject,
    message: `The running dockerd would not start again: ${message}`,
    advice,
  };
}
