import type { DockerFacts, DockerRuntimes } from '../../../../model/host/docker-facts.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import { describeKeyHint } from '../../../advice/key-hint.ts';
import { adviseOnRefusedConfig, isWithoutFile } from '../../../advice/refused-config.ts';
import { isInCommandLine } from '../../../docker/unloaded.ts';
import type { Rule, RuleFinding } from '../../context.ts';
import { missingPreflight, preflightAdvice } from '../../default-preflight.ts';
import { adviseOnRefusedFlag } from '../../refused-flag.ts';

/**
 * One bad runtime keeps the whole dockerd from starting, and since 25 `dockerd --validate` does not notice. When the
 * Engine is known to run, `next-start-fails` reports it.
 */
export const dockerConfigRefused: Rule = {
  explainsRuntime: true,
  check({ observation: { docker }, defaultRuntime }) {
    if (docker.drift !== undefined) return [];
    const error = docker.configError ?? docker.runtimes.error;
    if (error !== undefined) return [found(configSubject(docker, error), error.message, configAdvice(docker, error))];
    const missing = docker.present ? missingPreflight(defaultRuntime) : undefined;
    return missing === undefined ? [] : [found(docker.configFile, missing, preflightAdvice)];
  },
};

function found(subject: string, message: string, advice: RuleFinding['advice']): RuleFinding {
  return { severity: 'high', subject, message, advice };
}

type ConfigError = NonNullable<DockerRuntimes['error']>;

/** The place of the error. */
export function configSubject(docker: DockerFacts, error: ConfigError): string {
  if (isInCommandLine(error)) return 'dockerd command line';
  return error.line === undefined ? docker.configFile : `${docker.configFile}:${error.line}`;
}

/** Go visits a map in random order: with several bad entries dockerd names a different one each time. */
export function configAdvice(docker: DockerFacts, error: ConfigError): Advice[] {
  const { message, anyOf = [] } = error;
  const isFlag = isInCommandLine(error);
  const where = isFlag ? "dockerd's command line" : 'the file';
  const what = isWithoutFile(message) ? 'Do this' : `Fix ${where}`;
  const isRunning = docker.pid !== undefined || docker.drift !== undefined;
  const text = `${what} before the next dockerd ${isRunning ? 'restart' : 'start'}, which would fail with this error`;
  const others = anyOf.length < 2 ? '' : `, or with another of: ${anyOf.map((each) => `"${each}"`).join(', ')}`;
  const corrected = isFlag ? adviseOnRefusedFlag(error, docker.version) : adviseOnRefusedConfig(error, docker);
  return [...hintsAbout(docker, message), ...corrected, { text: text + others }];
}

/** Keys are the cause only of these messages; in any other case they are a matter of their own. */
const aboutKeys = /don't match any configuration option|either a runtimeType or a path must be configured/;

function hintsAbout(docker: DockerFacts, message: string): Advice[] {
  if (!aboutKeys.test(message)) return [];
  const isEntry = message.includes('must be configured');
  return (docker.keyHints ?? [])
    .filter(({ ignored, inside }) => (isEntry ? inside !== undefined : !ignored))
    .map((hint) => describeKeyHint(hint, docker));
}
