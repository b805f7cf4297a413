import type { DockerFacts, DockerRuntimes } from '../../../../model/observation.ts';
import type { Rule, RuleFinding } from '../../context.ts';
import { missingPreflight, preflightAdvice } from '../../default-preflight.ts';

/**
 * One bad runtime keeps the whole dockerd from starting, and since 25 `dockerd --validate` does not notice. When the
 * Engine is known to run, `next-start-fails` reports it.
 */
export const dockerConfigRefused: Rule = {
  explainsRuntime: true,
  check({ observation: { docker }, defaultRuntime }) {
    if (docker.drift !== undefined) return [];
    const error = docker.configError ?? docker.runtimes.error;
    if (error !== undefined) return [found(configSubject(docker, error), error.message, configAdvice(error))];
    const missing = docker.present ? missingPreflight(defaultRuntime) : undefined;
    return missing === undefined ? [] : [found(docker.configFile, missing, preflightAdvice)];
  },
};

function found(subject: string, message: string, advice: string): RuleFinding {
  return { severity: 'high', subject, message, advice };
}

type ConfigError = NonNullable<DockerRuntimes['error']>;

/** The place of the error. */
export function configSubject(docker: DockerFacts, error: ConfigError): string {
  if (error.stage === 'flag') return 'dockerd command line';
  return error.line === undefined ? docker.configFile : `${docker.configFile}:${error.line}`;
}

/** Go visits a map in random order: with several bad entries dockerd names a different one each time. */
export function configAdvice({ stage, anyOf = [] }: ConfigError): string {
  const where = stage === 'flag' ? "dockerd's command line" : 'the file';
  const text = `Correct ${where} before dockerd is restarted: it stops with this message`;
  return anyOf.length < 2 ? text : `${text}, or with another of: ${anyOf.map((each) => `"${each}"`).join(', ')}`;
}
