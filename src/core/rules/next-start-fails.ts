import type { Finding } from '../../model/finding.ts';
import type { RuleContext } from '../rule-context.ts';
import { configAdvice, configSubject } from './docker-config-refused.ts';

/** The Engine runs with what it had, and would not come up again: what is found out with the next restart at night. */
export function nextStartFails(context: RuleContext): Finding[] {
  const { docker } = context.observation;
  if (docker.drift === undefined) return [];
  const error = docker.onDisk?.error;
  if (error !== undefined) return [found(configSubject(docker, error), error.message, configAdvice(error))];
  const missing = missingPreflight(context);
  if (missing === undefined) return [];
  return [
    found(
      docker.configFile,
      `couldn't create plugin manager: ${missing}`,
      "Install what the default runtime's path names, or set another default, before dockerd is restarted",
    ),
  ];
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

/** The default runtime is asked for when plugins are set up: what only fails a container elsewhere fails dockerd here. */
function missingPreflight({ nextDefault }: RuleContext): string | undefined {
  const error = nextDefault?.available === false ? nextDefault.error : undefined;
  return error?.startsWith('error while looking up the specified runtime path: ') ? error : undefined;
}
