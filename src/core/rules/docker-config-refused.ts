import type { Finding } from '../../model/finding.ts';
import type { DockerFacts, DockerRuntimes } from '../../model/observation.ts';
import type { RuleContext } from '../rule-context.ts';

/**
 * One bad runtime keeps the whole dockerd from starting, and since 25 `dockerd --validate` does not notice. A running
 * dockerd goes on with what it had, so it is the next restart that fails.
 */
export function dockerConfigRefused({ observation: { docker } }: RuleContext): Finding[] {
  const error = docker.configError ?? docker.runtimes.error;
  if (error === undefined) return [];
  return [
    {
      code: 'docker-config-refused',
      severity: 'high',
      subject: subject(docker, error),
      message: error.message,
      advice: advice(error),
    },
  ];
}

type ConfigError = NonNullable<DockerRuntimes['error']>;

function subject(docker: DockerFacts, error: ConfigError): string {
  if (error.stage === 'flag') return 'dockerd command line';
  return error.line === undefined ? docker.configFile : `${docker.configFile}:${error.line}`;
}

/** Go walks a map in no order: with several bad entries dockerd names another one each time. */
function advice({ stage, anyOf = [] }: ConfigError): string {
  const where = stage === 'flag' ? "dockerd's command line" : 'the file';
  const text = `Correct ${where} before dockerd is restarted: it stops with this message`;
  return anyOf.length < 2 ? text : `${text}, or with another of: ${anyOf.map((each) => `"${each}"`).join(', ')}`;
}
