import type { Finding } from '../../model/finding.ts';
import type { DockerFacts, DockerRuntimes } from '../../model/observation.ts';
import type { RuleContext } from '../rule-context.ts';

/**
 * One bad runtime keeps the whole dockerd from starting, and since 25 `dockerd --validate` does not notice. Where the
 * Engine is known to run, `next-start-fails` tells it.
 */
export function dockerConfigRefused({ observation: { docker } }: RuleContext): Finding[] {
  const error = docker.configError ?? docker.runtimes.error;
  if (error === undefined || docker.drift !== undefined) return [];
  return [
    {
      code: 'docker-config-refused',
      severity: 'high',
      subject: configSubject(docker, error),
      message: error.message,
      advice: configAdvice(error),
    },
  ];
}

type ConfigError = NonNullable<DockerRuntimes['error']>;

/** Where the error is. */
export function configSubject(docker: DockerFacts, error: ConfigError): string {
  if (error.stage === 'flag') return 'dockerd command line';
  return error.line === undefined ? docker.configFile : `${docker.configFile}:${error.line}`;
}

/** Go walks a map in no order: with several bad entries dockerd names another one each time. */
export function configAdvice({ stage, anyOf = [] }: ConfigError): string {
  const where = stage === 'flag' ? "dockerd's command line" : 'the file';
  const text = `Correct ${where} before dockerd is restarted: it stops with this message`;
  return anyOf.length < 2 ? text : `${text}, or with another of: ${anyOf.map((each) => `"${each}"`).join(', ')}`;
}
